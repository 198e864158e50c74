from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from leads.models import Lead

if TYPE_CHECKING:
    from tenants.staff.models import User


class ConnectorQuerySet(models.QuerySet["Connector"]):
    """Questions about connected systems."""

    def visible_to(self, user: "User") -> Self:
        """The clinic's, for whoever may look at them."""
        may = user.is_active and user.has_perm("outbound.view_connector")
        return self.exclude(state="removed") if may else self.none()

    def closed(self, now: datetime) -> Self:
        """Nothing goes to them now."""
        return self.filter(~Q(state="open") | Q(paused_until__gt=now))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about what other systems were told; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """Those about leads that this person may see (F:T9); those about nobody for who sees the whole clinic."""
        if not user.is_active or not user.has_perm("outbound.view_delivery"):
            return self.none()
        if user.data_scope == user.DataScope.ALL:
            return self
        if not user.has_perm("leads.view_lead"):
            return self.none()
        return self.filter(Lead.objects.all().within_scope_of(user, by="lead__"), lead__isnull=False)

    def ended_before(self, moment: datetime) -> Self:
        return self.filter(ended_at__lte=moment)
