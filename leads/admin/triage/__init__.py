"""The pages of triage: what waits, and one arrival with the ways to decide."""

from leads.admin.triage import listing, one

__all__ = ["listing", "one"]
