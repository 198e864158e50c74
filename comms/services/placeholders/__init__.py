"""Places in texts that staff write: a closed list, filled in one pass, never read again (HOUSE 15, H:X3, X4)."""
