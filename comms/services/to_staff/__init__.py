"""Urgent notices to a colleague's own telephone, through the clinic's own accounts (F:C25)."""
