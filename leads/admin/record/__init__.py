"""What is written down about one lead, each from its page to a small address of its own."""

from leads.admin.record import chance, follow_up, notes, quick, reaching, result, tags

__all__ = ["chance", "follow_up", "notes", "quick", "reaching", "result", "tags"]
