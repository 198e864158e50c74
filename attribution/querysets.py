from typing import TYPE_CHECKING, Self

from django.db import models

from leads.models import Lead

if TYPE_CHECKING:
    from tenants.staff.models import User


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    """Questions about what brought people; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """Of the leads this person sees."""
        if not user.is_active or not user.has_perm("attribution.view_touchpoint"):
            return self.none()
        return self.filter(lead__in=Lead.objects.visible_to(user).values("pk"))
