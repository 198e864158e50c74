"""Fictional people for a first look: reserved telephone ranges and example domains only (F:I25)."""
