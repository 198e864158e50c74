"""One conversation: what was said, what is written next, and who it is with (F:C2, LOOK 04)."""
