from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.outbound.models.connector import Connector
from comms.outbound.querysets import DeliveryQuerySet
from leads.models import Lead


class Delivery(models.Model):
    """One thing that one other system is told: the row behind its job of the outbox (F:I20).

    The state follows the job in its own transactions: `processing` is written with the claim, what became of it
    with the attempt. The attempts themselves are `outbox.DeliveryLog`.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        PROCESSING = "processing", _("Processing")
        SUCCESS = "success", _("Success")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unknown")

    connector = models.ForeignKey(
        Connector, verbose_name=_("system"), on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), null=True, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(_("what"), max_length=30)
    reference = models.UUIDField(unique=True, help_text="Of connector and cause: a cause is told once.")
    about = models.JSONField(default=dict, help_text="What is told: ids, meanings and times.")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    free_tries = models.PositiveSmallIntegerField(
        default=0, help_text="Of these, those that do not count towards giving up: told to wait, or asked anew."
    )
    code = models.CharField(max_length=40, blank=True, help_text="What went wrong: comms.outbound.words.")
    detail = models.CharField(max_length=200, blank=True, help_text="GoHighLevel's own words; of nobody else.")
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("asked for"))
    tried_at = models.DateTimeField(_("last try"), null=True)
    ended_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        default_permissions = ("view", "change")
        indexes = [
            # the list of one system, and its counts
            models.Index(fields=["connector", "state", "-id"], name="delivery_of_connector"),
            # what somebody has to look at: few of many
            models.Index(
                fields=["state", "-id"],
                condition=Q(state="failed") | Q(state="unknown"),
                name="delivery_in_trouble",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"
