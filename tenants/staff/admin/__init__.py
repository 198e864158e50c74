from tenants.staff.admin import inviting, leaving, oneself, rights, team, user

__all__ = ["inviting", "leaving", "oneself", "rights", "team", "user"]
