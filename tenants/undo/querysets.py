from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from tenants.staff.models import User


class OperationQuerySet(models.QuerySet["Operation"]):
    """Questions about the ledger."""

    def visible_to(self, user: "User") -> Self:
        """One's own operations, or everybody's for whoever may undo those."""
        if not user.is_active or not user.has_perm("undo.use"):
            return self.none()
        return self if user.has_perm("undo.use_any") else self.filter(by=user)

    def whole(self) -> Self:
        """Without the parts of those that took several transactions."""
        return self.filter(part_of=None)

    def open(self, now: datetime) -> Self:
        """Those that can still be taken back."""
        return self.filter(undone_at=None, expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)
