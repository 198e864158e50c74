from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.channel import Channel
from leads.querysets import ClinicRowsQuerySet


class Account(models.Model):
    """What the clinic is known by on a channel: a WhatsApp number, an SMS number, a mailbox.

    Its secrets are a Credential of its `kind`. The state is the breaker of the account (H:S14): every
    worker reads it in the transaction that claims a message, so that one refusal spares all others the call.
    """

    # The kind of the one account of what somebody sends by their own telephone: nothing goes through it.
    PERSONAL = "personal"

    class State(models.TextChoices):
        OPEN = "open", _("In use")
        BROKEN = "broken", _("Stands still")
        OFF = "off", _("Switched off")

    class Concern(models.TextChoices):
        FLAGGED = "flagged", _("Patients complain about it")
        WARNED = "warned", _("May be restricted soon")
        RESTRICTED = "restricted", _("Answers only")
        SILENCED = "silenced", _("Nothing may leave")

    channel = models.CharField(_("channel"), max_length=9, choices=Channel)
    external_id = models.CharField(
        _("number or address"),
        max_length=254,
        help_text="phone_number_id, E.164 or mail address: a ChannelRoute's.",
    )
    shown = models.CharField(_("shown as"), max_length=254, blank=True)
    kind = models.CharField(max_length=40, help_text="Of the tenants.settings.Credential that opens it.")
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    code = models.CharField(max_length=40, blank=True, help_text="The provider's, of what broke it.")
    trouble = models.CharField(max_length=15, blank=True, help_text="comms.providers.base.Trouble")
    broken_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(_("waits until"), null=True, help_text="Nothing is handed over before.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Temporary refusals in a row.")
    no_bulk_until = models.DateTimeField(null=True, help_text="The provider sees too much unwanted.")
    concern = models.CharField(_("concern"), max_length=10, choices=Concern, blank=True)
    concern_code = models.CharField(max_length=40, blank=True, help_text="The provider's word for why.")
    a_day = models.PositiveIntegerField(
        _("people a day"), null=True, help_text="That may be written to first, as the provider says."
    )
    as_of = models.JSONField(default=dict, help_text="When the provider said what: comms.services.as_of.")
    cursor = models.JSONField(default=dict, help_text="Where the next look into a mailbox begins.")

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["channel", "id"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="account_once"),
            models.CheckConstraint(condition=~Q(external_id=""), name="account_has_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.shown or self.external_id}"
