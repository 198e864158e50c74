from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models import Lead
from leads.querysets import OfLeadQuerySet


class QueueTurn(models.Model):
    """A colleague and a lead in the call queue: held by them for a while, or put behind the others by them."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="queue_turns", db_index=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    held_until = models.DateTimeField(null=True, help_text="Nobody else is given the lead before.")
    skipped_at = models.DateTimeField(null=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn in the call queue")
        verbose_name_plural = _("turns in the call queue")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["lead", "agent"], name="queue_turn_once")]
        indexes = [
            models.Index(fields=["agent"], condition=Q(held_until__isnull=False), name="queue_turn_held"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.agent_id}"
