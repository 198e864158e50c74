"""The inbox: who wrote, in tabs, with what was said beside it (F:C1, C2, LOOK 04)."""
