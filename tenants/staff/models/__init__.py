from tenants.staff.models.user import User

__all__ = ["User"]
