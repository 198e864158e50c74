from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from tenants.staff.models import User


class RunQuerySet(models.QuerySet["Run"]):
    """Questions about work in the background."""

    def visible_to(self, user: "User") -> Self:
        """One's own, or everybody's for whoever may look at those."""
        if not user.is_active or not user.has_perm("runs.view_run"):
            return self.none()
        return self if user.has_perm("runs.view_any") else self.filter(by=user)

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now, ended_at__isnull=False)
