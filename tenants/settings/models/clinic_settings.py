from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.settings.countries import country_choices
from tenants.settings.zones import known_zone

IDLE_LEAST, IDLE_MOST = 5, 240  # minutes


class Currency(models.TextChoices):
    """ISO 4217: what clinics here charge in and what their patients pay in."""

    EUR = "EUR", _("Euro (EUR)")
    GBP = "GBP", _("Pound sterling (GBP)")
    CHF = "CHF", _("Swiss franc (CHF)")
    USD = "USD", _("US dollar (USD)")
    ALL = "ALL", _("Albanian lek (ALL)")
    TRY = "TRY", _("Turkish lira (TRY)")
    HUF = "HUF", _("Hungarian forint (HUF)")
    PLN = "PLN", _("Polish zloty (PLN)")
    RON = "RON", _("Romanian leu (RON)")
    CZK = "CZK", _("Czech koruna (CZK)")
    SEK = "SEK", _("Swedish krona (SEK)")
    NOK = "NOK", _("Norwegian krone (NOK)")
    DKK = "DKK", _("Danish krone (DKK)")


class CaptchaKind(models.TextChoices):
    """How a website form shows that a person filled it in (F:T23)."""

    OFF = "", _("No check")
    ALTCHA = "altcha", _("Our own puzzle")
    TURNSTILE = "turnstile", "Cloudflare Turnstile"
    HCAPTCHA = "hcaptcha", "hCaptcha"
    RECAPTCHA = "recaptcha", "Google reCAPTCHA"


class ClinicSettings(models.Model):
    """What a clinic sets for itself: one row, made with the clinic."""

    country = models.CharField(
        _("country"), max_length=2, blank=True, choices=country_choices, help_text=_("Where the clinic is.")
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        choices=Currency,
        default=Currency.EUR,
        help_text=_("Prices and reports are in it."),
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=settings.LANGUAGES,
        default="en",
        help_text=_("What new colleagues start with."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[known_zone],
        help_text=_("Opening hours, shifts and reports are in it."),
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("minutes until an unused login ends"),
        default=30,
        validators=[MinValueValidator(IDLE_LEAST), MaxValueValidator(IDLE_MOST)],
        help_text=_("From 5 to 240. After 12 hours everybody logs in again."),
    )
    captcha = models.CharField(
        _("check against robots"),
        max_length=9,
        blank=True,
        default=CaptchaKind.OFF,
        choices=CaptchaKind,
        help_text=_(
            "What keeps robots out of your forms. Our own puzzle asks no other company; "
            "the keys of others are under Integrations."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("settings")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="clinic_settings_one_row"),
            models.CheckConstraint(
                condition=Q(idle_minutes__range=(IDLE_LEAST, IDLE_MOST)), name="clinic_settings_idle_5_240"
            ),
            models.CheckConstraint(
                condition=Q(captcha__in=CaptchaKind.values), name="clinic_settings_captcha_known"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Settings"))
