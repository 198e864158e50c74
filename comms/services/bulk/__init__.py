"""A template to many leads at once: who gets it, who does not and why, and the way back (F:C15)."""
