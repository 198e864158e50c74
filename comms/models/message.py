import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.account import Account
from comms.models.conversation import Conversation
from comms.models.template import Template
from comms.querysets import OfConversationQuerySet
from leads.models.consent import Purpose
from leads.models.of_staff import of_staff


class Message(models.Model):
    """One thing said, by the patient or by us. What became of it goes forward only. What was said only its writer
    changes, or takes back, by the provider: then `earlier` holds what stood there before, and `body` the newest.

    Nothing is called sent without a provider's id: the database refuses `accepted` and later without one, but for
    what somebody sent by their own telephone and told us (`logged`).
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        LOGGED = "logged", _("Sent by hand")
        QUEUED = "queued", _("Waits to be sent")
        CLAIMED = "claimed", _("Being sent")
        ACCEPTED = "accepted", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        READ = "read", _("Read")
        FAILED = "failed", _("Not sent")
        UNKNOWN = "unknown", _("Outcome unknown")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        IMAGE = "image", _("Photo")
        AUDIO = "audio", _("Voice message")
        VIDEO = "video", _("Video")
        DOCUMENT = "document", _("Document")
        STICKER = "sticker", _("Sticker")
        LOCATION = "location", _("Place")
        CONTACTS = "contacts", _("Contact")
        BUTTON = "button", _("Choice")
        REACTION = "reaction", _("Reaction")
        OTHER = "other", _("Something this product cannot show")

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    is_out = models.BooleanField(_("ours"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.TEXT)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    earlier = models.JSONField(default=list, blank=True, help_text="[[moment, text], ...], the oldest first.")
    edited_at = models.DateTimeField(_("changed"), null=True, help_text="When its writer wrote the newest text.")
    revoked_at = models.DateTimeField(_("taken back"), null=True, help_text="By its writer.")
    about = models.JSONField(default=dict, blank=True, help_text="What has no text: a place, a choice, a contact.")
    referral = models.JSONField(default=dict, blank=True, help_text="The ad that it was written from, whole.")
    is_automatic = models.BooleanField(default=False, help_text="An out-of-office and its like: no answer.")
    at = models.DateTimeField(_("when"), help_text="Of their clock or ours: the order of the thread.")

    state = models.CharField(_("state"), max_length=9, choices=State)
    provider_id = models.CharField(max_length=255, blank=True)
    trouble = models.CharField(max_length=15, blank=True, help_text="comms.providers.base.Trouble")
    code = models.CharField(max_length=40, blank=True, help_text="The provider's, or ours for what we refused.")
    accepted_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Failed, unknown or cancelled since.")

    author = of_staff(_("by"))
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose, default=Purpose.CONTACT)
    template = models.ForeignKey(Template, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    template_call = models.JSONField(default=dict, blank=True, help_text="Name, language and values, as sent.")
    in_reply_to = models.CharField(max_length=255, blank=True, help_text="Provider id of what it answers.")
    due_at = models.DateTimeField(_("to be sent"), null=True)
    cancel_on_reply = models.BooleanField(default=False, help_text="A later one, unless somebody says otherwise.")
    batch = models.UUIDField(null=True, help_text="The run of many that it is part of.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]
        default_permissions = ()
        permissions = [("send_many", "Can send a template to many")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "provider_id"], condition=~Q(provider_id=""), name="message_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "delivered", "read"]) | ~Q(provider_id=""),
                name="message_sent_has_an_id",
            ),
            models.CheckConstraint(
                condition=Q(is_out=True) & ~Q(state="received") | Q(is_out=False, state="received"),
                name="message_state_of_its_way",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "-at", "-id"], name="message_of_conversation"),
            # what a reply cancels, and what waits
            models.Index(fields=["conversation"], condition=Q(state="queued"), name="message_waiting"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="message_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class Attempt(models.Model):
    """One try to hand a message over, and how it ended. Written once, never changed."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Taken by the provider")
        AGAIN = "again", _("Will be tried again")
        REFUSED = "refused", _("Refused")
        UNKNOWN = "unknown", _("Outcome unknown")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    provider_id = models.CharField(max_length=255, blank=True)
    trouble = models.CharField(max_length=15, blank=True)
    code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.message_id} #{self.number}: {self.outcome}"
