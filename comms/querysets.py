from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from leads.querysets import SeenThroughQuerySet

if TYPE_CHECKING:
    from tenants.staff.models import User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Questions about conversations; chainable, no side effects."""

    def visible_to(self, user: "User") -> Self:
        """Those of leads that this person may see; those of nobody yet, as arrivals that wait are (F:T9)."""
        if not user.is_active or not user.has_perm("comms.view_conversation"):
            return self.none()
        if user.data_scope == user.DataScope.ALL:
            return self
        seen = Q(lead__isnull=False) & self._of_leads_within(user)
        return self.filter(seen if user.data_scope == user.DataScope.PARTNER else seen | Q(lead=None))

    def _of_leads_within(self, user: "User") -> Q:
        """Nobody's, for whoever may not see leads."""
        leads = self.model._meta.get_field("lead").related_model.objects
        may = user.has_perm("leads.view_lead")
        return leads.all().within_scope_of(user, by="lead__") if may else Q(pk__in=())

    def at_work(self, now: datetime) -> Self:
        """Neither done nor put off."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now), done_at=None)

    def put_off(self, now: datetime) -> Self:
        return self.filter(snoozed_until__gt=now, done_at=None)

    def done(self) -> Self:
        return self.filter(done_at__isnull=False)

    def unread(self) -> Self:
        return self.filter(unread__gt=0, done_at=None)

    def not_sent(self) -> Self:
        """The newest of ours did not arrive, or nobody knows, and somebody has to see to it."""
        return self.filter(failed=True, done_at=None)


class OfConversationQuerySet(SeenThroughQuerySet):
    """Rows of a conversation."""

    through = "conversation"


class OfMessageQuerySet(SeenThroughQuerySet):
    """Rows of a message."""

    through = "message"
