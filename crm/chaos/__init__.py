"""A minute in which everything that can die does, at random, while clinics and patients write (H:S1, S7, S9)."""
