from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.stage import Stage
from leads.models.treatment import Treatment
from leads.querysets import LeadQuerySet

if TYPE_CHECKING:
    from leads.models.identity import Identity


class Temperature(models.TextChoices):
    """How soon somebody may decide, as the score of the profile in use puts it (F:L8)."""

    HOT = "hot", _("Hot")
    WARM = "warm", _("Warm")
    COLD = "cold", _("Cold")


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
    city = models.CharField(_("city"), max_length=80, blank=True)
    company = models.CharField(_("company"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True, help_text=_("ISO 639, as far as known."))
    interest = models.CharField(
        _("asked for"), max_length=200, blank=True, help_text=_("The treatment in their own words.")
    )
    treatment = models.ForeignKey(
        Treatment,
        verbose_name=_("treatment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
        db_index=False,
    )
    companion_of = models.ForeignKey(
        "self",
        verbose_name=_("companion of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companions",
        db_index=False,
        help_text=_("Whose number or mail they are reached by."),
    )
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
    enquiry = models.PositiveSmallIntegerField(
        _("enquiry"), default=1, help_text=_("The number of the journey they are on.")
    )
    lead_score = models.PositiveSmallIntegerField(_("score"), default=0, help_text=_("From 0 to 100."))
    score_breakdown = models.JSONField(default=list, blank=True, help_text="See leads.services.scoring.")
    profile_version = models.PositiveIntegerField(default=0, help_text="Of the scoring profile; 0 is none.")
    temperature = models.CharField(_("temperature"), max_length=4, choices=Temperature, default=Temperature.COLD)
    next_follow_up = models.DateTimeField(_("next follow-up"), null=True, blank=True)
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
        db_index=False,
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-last_arrival_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lead_score__range=(0, 100)),
                name="lead_score_0_100",
                violation_error_message=_("A score lies between 0 and 100."),
            ),
        ]
        indexes = [
            # the list, whoever arrived last first; EXPLAIN in the commit that added it
            models.Index(fields=["-last_arrival_at", "-id"], name="lead_latest"),
            # most people come alone
            models.Index(
                fields=["companion_of"], condition=models.Q(companion_of__isnull=False), name="lead_companions"
            ),
            # and most do not say for what in words of the price list
            models.Index(fields=["treatment"], condition=models.Q(treatment__isnull=False), name="lead_treatments"),
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
