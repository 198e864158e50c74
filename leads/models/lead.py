from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.stage import Stage
from leads.querysets import LeadQuerySet

if TYPE_CHECKING:
    from leads.models.identity import Identity


class Lead(models.Model):
    """A person asking about treatment, from first contact to the end of the journey."""

    class Source(models.TextChoices):
        WEBSITE = "website", _("Website")
        FACEBOOK = "facebook", _("Facebook")
        INSTAGRAM = "instagram", _("Instagram")
        WHATSAPP = "whatsapp", _("WhatsApp")
        REFERRAL = "referral", _("Referral")
        OTHER = "other", _("Other")

    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    last_name = models.CharField(_("last name"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166, as far as known."))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.OTHER)
    stage = models.ForeignKey(Stage, verbose_name=_("stage"), on_delete=models.PROTECT, related_name="leads")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    created_at = models.DateTimeField(_("arrived"))
    updated_at = models.DateTimeField(auto_now=True)
    last_arrival_at = models.DateTimeField(
        _("last enquiry"), help_text=_("When they last wrote to us by themselves.")
    )

    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("archived by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-last_arrival_at", "-id"]
        indexes = [
            # the list, whoever arrived last first; EXPLAIN in the commit that added it
            models.Index(fields=["-last_arrival_at", "-id"], name="lead_latest"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Both names, or how else we know this person."""
        return f"{self.first_name} {self.last_name}".strip() or self._first_identity()

    def _first_identity(self) -> str:
        found: Identity | None = next(iter(self.identities.all()), None)
        return found.shown if found else f"#{self.pk}"
