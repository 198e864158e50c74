"""Leads as files (F:W7, G19, H:E1-E5): which columns, whose rows, how many how often, where the file lies."""
