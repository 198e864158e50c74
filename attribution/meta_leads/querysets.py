"""Questions about pages of Meta and what was filled in there; chainable, no side effects."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from leads.models import Lead

if TYPE_CHECKING:
    from tenants.staff.models import User


class ConnectionQuerySet(models.QuerySet):
    """Pages."""

    def visible_to(self, user: "User") -> Self:
        """All of the clinic's, for whoever may see connections; who works for a partner sees that one's."""
        if not user.is_active or not user.has_perm("meta_leads.view_connection"):
            return self.none()
        if user.data_scope == user.DataScope.PARTNER:
            return self.filter(partner__in=user.partners.values("pk"))
        return self

    def to_look_at(self, now: datetime) -> Self:
        """Whose turn it is, the longest waiting first; a broken one is not asked by itself."""
        due = Q(next_look_at=None) | Q(next_look_at__lte=now)
        rested = Q(rests_until=None) | Q(rests_until__lte=now)
        return self.filter(due, rested).exclude(state="broken").order_by("next_look_at", "pk")


class InstantLeadQuerySet(models.QuerySet):
    """Filled forms."""

    def visible_to(self, user: "User") -> Self:
        """Of the leads this person sees; what is no lead, for whoever may see connections."""
        if not user.is_active or not user.has_perm("meta_leads.view_connection"):
            return self.none()
        return self.filter(Q(lead=None) | Q(lead__in=Lead.objects.visible_to(user).values("pk")))
