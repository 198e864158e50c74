"""What stands on a clinic's own website: the script, its words, the form without JavaScript, the snippet (F:I4)."""
