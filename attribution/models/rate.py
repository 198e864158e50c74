from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.querysets import CostQuerySet
from leads.models.of_staff import of_staff


class Rate(models.Model):
    """One unit of `currency` is `rate` units of `own`, the clinic's, from that day until the next that has one.

    Of a clinic that changes its currency the rates to the old one stay, and count no more.
    """

    day = models.DateField(_("day"))
    currency = models.CharField(_("currency"), max_length=3, help_text="ISO 4217.")
    own = models.CharField(_("in"), max_length=3, help_text="ISO 4217.")
    rate = models.DecimalField(_("rate"), max_digits=16, decimal_places=8)
    by = of_staff(_("by"))
    updated_at = models.DateTimeField(_("changed"))

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-day", "currency"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["own", "currency", "day"], name="rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_above_0"),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$") & Q(own__regex="^[A-Z]{3}$"), name="rate_iso_4217"
            ),
            models.CheckConstraint(condition=~Q(currency=models.F("own")), name="rate_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: 1 {self.currency} = {Decimal(self.rate).normalize():f} {self.own}"
