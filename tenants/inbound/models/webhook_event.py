from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.inbound.querysets import WebhookEventQuerySet


class WebhookEvent(models.Model):
    """One thing that a provider told this clinic, as it came. A repeat of it is the same row (H:W2, W3).

    `body` is a patient's data: it goes with the row, 30 days after it was read (settings.WEBHOOKS_KEPT_DAYS).
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Read")
        DEAD = "dead", _("Given up")

    provider = models.CharField(_("from"), max_length=20, help_text="whatsapp, twilio, mail, ...")
    event_id = models.CharField(_("event"), max_length=150, help_text="The provider's name for what happened.")
    about = models.JSONField(default=dict, help_text="Of the request, what its reader needs: {name: text}.")
    body = models.BinaryField(default=bytes)
    received_at = models.DateTimeField(_("arrived"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(
        _("tries"), default=0, help_text="Since it came, or was sent again."
    )
    unfinished = models.PositiveSmallIntegerField(
        default=0, help_text="Tries in a row whose end nobody wrote down."
    )
    error = models.CharField(_("what went wrong"), max_length=200, blank=True, help_text="In our words.")
    ended_at = models.DateTimeField(null=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event from outside")
        verbose_name_plural = _("events from outside")
        ordering = ["-received_at", "-id"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="webhook_event_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | ~Q(state="waiting") & Q(ended_at__isnull=False),
                name="webhook_event_ended_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="webhook_event_latest"),
            models.Index(fields=["ended_at"], condition=Q(state="done"), name="webhook_event_forgotten"),
            models.Index(fields=["-received_at", "-id"], condition=~Q(state="done"), name="webhook_event_open"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.pk}"
