"""How leads are scored: the page that says it, shows what another way would change, and keeps it."""

from leads.admin.scoring.page import scoring

__all__ = ["scoring"]
