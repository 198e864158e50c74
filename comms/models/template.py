from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models.channel import Channel
from leads.models.consent import Purpose
from leads.querysets import ClinicRowsQuerySet


class Template(models.Model):
    """A text that the clinic sends often, in one or more languages (F:C12). Staff write it; placeholders are a
    closed list (comms.services.placeholders)."""

    key = models.SlugField(_("short name"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    channel = models.CharField(_("channel"), max_length=9, choices=Channel)
    purpose = models.CharField(
        _("purpose"), max_length=9, choices=Purpose, default=Purpose.CONTACT, help_text=_("Offers need a consent.")
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        ordering = ["title", "id"]
        default_permissions = ("view", "add", "change")
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="template_once")]

    def __str__(self) -> str:
        return self.title


class TemplateText(models.Model):
    """A template in one language, and what the provider says of it: WhatsApp approves each language by itself."""

    class Approval(models.TextChoices):
        NONE = "", _("Not at the provider")
        PENDING = "pending", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        PAUSED = "paused", _("Paused")
        DISABLED = "disabled", _("Disabled")

    class Quality(models.TextChoices):
        GREEN = "GREEN", _("Well received")
        YELLOW = "YELLOW", _("Some patients complain")
        RED = "RED", _("Many patients complain")

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), max_length=4096)
    provider_name = models.CharField(_("name at the provider"), max_length=512, blank=True)
    provider_language = models.CharField(max_length=15, blank=True)
    places = ArrayField(
        models.CharField(max_length=500),
        default=list,
        blank=True,
        help_text="Our placeholders in the order of the provider's places, as between braces; empty: nobody said.",
    )
    place_names = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="What the provider calls its places; empty where it counts them.",
    )
    approval = models.CharField(_("approval"), max_length=8, choices=Approval, blank=True, default=Approval.NONE)
    reason = models.CharField(_("reason"), max_length=500, blank=True, help_text="The provider's, of a refusal.")
    quality = models.CharField(_("how it is received"), max_length=6, choices=Quality, blank=True)
    category = models.CharField(max_length=20, blank=True, help_text="The provider's: UTILITY, MARKETING, ...")
    as_of = models.JSONField(default=dict, help_text="When the provider said what: comms.services.as_of.")
    synced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("text of a template")
        verbose_name_plural = _("texts of templates")
        ordering = ["language"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="template_text_once"),
            models.CheckConstraint(condition=~Q(body=""), name="template_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language}"
