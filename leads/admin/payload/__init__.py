"""The list of everything that arrived, and one arrival as it came."""

from leads.admin.payload import listing, replaying

__all__ = ["listing", "replaying"]
