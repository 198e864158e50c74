from tenants.staff.admin import user

__all__ = ["user"]
