"""Leads that may be one person: proposed, compared, merged, told apart."""

from leads.admin.twins import cleaning, known, merging, similar

__all__ = ["cleaning", "known", "merging", "similar"]
