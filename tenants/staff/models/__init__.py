from tenants.staff.models.hours import WeeklyHours
from tenants.staff.models.team import Team
from tenants.staff.models.user import User

__all__ = ["Team", "User", "WeeklyHours"]
