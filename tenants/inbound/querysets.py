from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from tenants.staff.models import User


class WebhookEventQuerySet(models.QuerySet["WebhookEvent"]):
    """Questions about what came from outside."""

    def visible_to(self, user: "User") -> Self:
        """All of the clinic's, for whoever sees the whole clinic and may look at them: they name any patient."""
        may = user.is_active and user.has_perm("inbound.view_webhookevent")
        return self if may and user.data_scope == user.DataScope.ALL else self.none()

    def read_before(self, moment: datetime) -> Self:
        return self.filter(state="done", ended_at__lte=moment)
