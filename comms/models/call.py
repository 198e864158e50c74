import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.account import Account
from leads.models import ContactAttempt, Lead, LeadPayload
from leads.models.of_staff import of_staff
from leads.querysets import OfLeadQuerySet


class Call(models.Model):
    """One telephone call, theirs or ours. Its two legs go forward only, in whatever order news of them comes.

    `ours` is the leg of the colleague, `theirs` that of the patient, each the furthest that we heard of
    (comms.services.calls.legs); `state` is what both mean. Without a lead it belongs to an arrival in triage.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Not begun")
        CLAIMED = "claimed", _("Being begun")
        RINGING = "ringing", _("Rings")
        TALKING = "talking", _("In a call")
        ENDED = "ended", _("Ended")
        NO_ANSWER = "no_answer", _("Nobody answered")
        BUSY = "busy", _("Busy")
        FAILED = "failed", _("Did not work")
        UNKNOWN = "unknown", _("Outcome unknown")

    class Recording(models.TextChoices):
        NONE = "", _("None")
        WAITING = "waiting", _("Is fetched")
        KEPT = "kept", _("Can be heard")
        LOST = "lost", _("Could not be fetched")

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    lead = models.ForeignKey(Lead, null=True, on_delete=models.CASCADE, related_name="calls", db_index=False)
    arrival = models.ForeignKey(LeadPayload, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    provider_id = models.CharField(max_length=200, blank=True, help_text="Of the leg that everything began with.")
    is_out = models.BooleanField(_("ours"))
    number = models.CharField(_("number"), max_length=120, blank=True, help_text="The patient's; empty: hidden.")
    agent = of_staff(_("with"))
    ours = models.CharField(max_length=20, blank=True)
    theirs = models.CharField(max_length=20, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    code = models.CharField(max_length=40, blank=True, help_text="The provider's, of what did not work.")
    at = models.DateTimeField(_("when"))
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(_("seconds"), null=True, help_text="Of talk.")
    missed_at = models.DateTimeField(null=True, help_text="They called, and nobody answered.")
    recording_id = models.CharField(max_length=200, blank=True)
    recording_seconds = models.PositiveIntegerField(null=True)
    recording = models.CharField(max_length=7, choices=Recording, blank=True, default=Recording.NONE)
    attempt = models.ForeignKey(
        ContactAttempt, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "provider_id"], condition=~Q(provider_id=""), name="call_once"
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "-at"], name="call_of_lead"),
            models.Index(fields=["lead", "-missed_at"], condition=Q(missed_at__isnull=False), name="call_missed"),
            models.Index(fields=["agent", "-at"], condition=Q(agent__isnull=False), name="call_of_agent"),
            models.Index(fields=["arrival"], condition=Q(arrival__isnull=False), name="call_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"
