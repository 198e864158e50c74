from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.querysets import ClinicRowsQuerySet


class Treatment(models.Model):
    """A line of the clinic's price list. Prices are in minor units of `currency`, from and to."""

    class Category(models.TextChoices):
        IMPLANTS = "implants", _("Implants")
        CROWNS = "crowns", _("Crowns and bridges")
        AESTHETIC = "aesthetic", _("Aesthetic dentistry")
        SURGERY = "surgery", _("Surgery")
        ORTHODONTICS = "orthodontics", _("Orthodontics")
        GENERAL = "general", _("General dentistry")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    names = models.JSONField(_("names by language"), default=dict, blank=True, help_text='{"it": "Impianto"}')
    aliases = models.JSONField(
        _("other words for it"), default=list, blank=True, help_text=_("What people write when they mean it.")
    )
    category = models.CharField(_("category"), max_length=12, choices=Category, default=Category.GENERAL)
    price_from = models.PositiveIntegerField(_("price from"), null=True, blank=True)
    price_to = models.PositiveIntegerField(_("price to"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR", help_text="ISO 4217.")
    visits = models.PositiveSmallIntegerField(_("visits"), default=1)
    healing_months = models.PositiveSmallIntegerField(_("months of healing"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_to=None) | Q(price_from=None) | Q(price_to__gte=F("price_from")),
                name="treatment_price_from_to",
                violation_error_message=_("The second price is not below the first."),
            ),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="treatment_currency_iso_4217"),
        ]

    def __str__(self) -> str:
        return self.name
