from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from tenants.staff.models import User


class UserQuerySet(models.QuerySet["User"]):
    """Questions about the people who work here."""

    def visible_to(self, user: "User") -> Self:
        """All of them for whoever may look at staff, else the person alone."""
        if not user.is_active:
            return self.none()
        return self if user.has_perm("staff.view_user") else self.filter(pk=user.pk)
