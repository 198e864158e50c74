from tenants.staff.admin import inviting, leaving, oneself, resetting, rights, team, user

__all__ = ["inviting", "leaving", "oneself", "resetting", "rights", "team", "user"]
