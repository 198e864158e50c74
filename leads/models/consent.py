from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import OfLeadQuerySet


class Purpose(models.TextChoices):
    """What somebody may agree to, each by itself."""

    CONTACT = "contact", _("To be contacted about their enquiry")
    MARKETING = "marketing", _("Offers and news")
    HEALTH = "health", _("Keeping what they tell about their health")
    PHOTOS = "photos", _("Use of their photos")
    ADS = "ads", _("Telling advertising platforms what became of an ad")


class Channel(models.TextChoices):
    """By what way; empty is any."""

    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")
    MAIL = "mail", _("E-mail")
    CALL = "call", _("Call")


class Consent(models.Model):
    """Somebody agreed or took it back: when, where, to which text (H:G4). Rows are added, never changed.

    `address_key` is a keyed hash of the normalised address: it stays when the person is erased and says nothing.
    """

    lead = models.ForeignKey(
        Lead, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="consents", db_index=False
    )
    address_key = models.CharField(max_length=64, blank=True, help_text="See leads.services.consent.keys.")
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose)
    channel = models.CharField(_("way"), max_length=8, choices=Channel, blank=True)
    is_given = models.BooleanField(_("given"), help_text=_("No: taken back."))
    at = models.DateTimeField(_("when"))
    source = models.CharField(_("where"), max_length=40, help_text=_("Form, import, by hand, API."))
    text_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the words that were agreed to.")
    text_shown = models.TextField(_("words"), blank=True)
    form = models.CharField(_("form"), max_length=200, blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["lead", "at"], name="consent_of_lead"),
            models.Index(fields=["address_key", "purpose"], name="consent_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.purpose}"


class Suppression(models.Model):
    """An address is not written to, or may be again (H:G7). The newest row of an address and channel counts.

    Rows are added, never changed. The address is a keyed hash: it outlives an erasure, and no import lifts it.
    """

    class Reason(models.TextChoices):
        ASKED = "asked", _("They asked us to stop")
        STOP = "stop", _("They wrote STOP")
        UNSUBSCRIBED = "unsubscribed", _("They unsubscribed")
        BOUNCED = "bounced", _("It cannot be reached")
        ERASED = "erased", _("They were erased")
        LIFTED = "lifted", _("They want to hear from us again")

    address_key = models.CharField(max_length=64, help_text="See leads.services.consent.keys.")
    channel = models.CharField(_("way"), max_length=8, choices=Channel, blank=True)
    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose, blank=True, help_text=_("Empty: any."))
    is_on = models.BooleanField(_("stopped"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    source = models.CharField(_("where"), max_length=40)
    at = models.DateTimeField(_("when"))
    lead = models.ForeignKey(
        Lead,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="suppressions",
        db_index=False,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        db_index=False,
    )

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["-at", "-id"]
        default_permissions = ()
        permissions = [("view_suppression", "Can see stops"), ("lift_suppression", "Can lift stops")]
        constraints = [models.CheckConstraint(condition=~Q(address_key=""), name="suppression_has_an_address")]
        indexes = [
            models.Index(fields=["address_key", "-at", "-id"], name="suppression_of_address"),
            models.Index(fields=["lead"], condition=Q(lead__isnull=False), name="suppression_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.is_on}"
