from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.account import Account
from comms.models.channel import Channel
from comms.querysets import ConversationQuerySet
from leads.models import Lead, LeadPayload


class Conversation(models.Model):
    """The talk with one address on one account. What the inbox sorts and counts by stands in the row itself.

    Without a lead it belongs to an arrival that waits in triage (`arrival`). `window_until` is what
    comms.services.windows said when somebody wrote last: for lists; whoever sends asks anew.
    """

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        WHATSAPP = "whatsapp", _("WhatsApp without a number")
        EMAIL = "email", _("E-mail")

    lead = models.ForeignKey(Lead, null=True, on_delete=models.CASCADE, related_name="conversations")
    arrival = models.ForeignKey(
        LeadPayload, null=True, on_delete=models.SET_NULL, related_name="conversations", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="conversations", db_index=False)
    channel = models.CharField(_("channel"), max_length=9, choices=Channel)
    kind = models.CharField(max_length=8, choices=Kind)
    address = models.CharField(
        _("address"), max_length=254, help_text="E.164, WhatsApp id or mail; where answers go."
    )
    whatsapp_id = models.CharField(max_length=140, blank=True, help_text="WhatsApp's own, also beside a number.")
    username = models.CharField(max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("As they call themselves there."))
    language = models.CharField(_("language"), max_length=8, blank=True)

    last_at = models.DateTimeField(_("last message"))
    last_in_at = models.DateTimeField(_("they wrote"), null=True)
    last_out_at = models.DateTimeField(_("we wrote"), null=True)
    waiting_since = models.DateTimeField(_("waits since"), null=True, help_text="First unanswered message.")
    window_until = models.DateTimeField(_("free text until"), null=True)
    unread = models.PositiveIntegerField(_("unread"), default=0)
    preview = models.CharField(max_length=160, blank=True, help_text="Of the newest message, for lists.")
    preview_kind = models.CharField(max_length=12, blank=True, help_text="comms.models.Message.Kind")
    preview_out = models.BooleanField(default=False)
    failed = models.BooleanField(_("not sent"), default=False, help_text="The newest of ours did not arrive.")
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True)
    wakes_on_reply = models.BooleanField(default=True)
    done_at = models.DateTimeField(_("done"), null=True, help_text="Somebody said that nothing is left to do.")
    labels = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("labels"))

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_at", "-id"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "address"], name="conversation_once"),
            models.CheckConstraint(condition=~Q(address=""), name="conversation_has_an_address"),
        ]
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="conversation_latest"),
            # a page of a tab, and how many stand there, without what is done; and the number in the side bar
            models.Index(fields=["-last_at", "-id"], condition=Q(done_at=None), name="conversation_open"),
            models.Index(fields=["lead"], condition=Q(unread__gt=0), name="conversation_unread"),
            models.Index(fields=["lead"], condition=Q(failed=True), name="conversation_not_sent"),
            models.Index(
                fields=["waiting_since", "id"],
                condition=Q(waiting_since__isnull=False),
                name="conversation_waiting",
            ),
            models.Index(
                fields=["window_until", "id"], condition=Q(window_until__isnull=False), name="conversation_closing"
            ),
            models.Index(
                fields=["account", "whatsapp_id"], condition=~Q(whatsapp_id=""), name="conversation_whatsapp"
            ),
            models.Index(fields=["arrival"], condition=Q(arrival__isnull=False), name="conversation_arrival"),
            models.Index(
                fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="conversation_snoozed"
            ),
            GinIndex(fields=["labels"], name="conversation_labels"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"
