from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.models.campaign import Campaign
from attribution.querysets import CostQuerySet
from leads.models.of_staff import of_staff


class Spend(models.Model):
    """What a campaign cost on one day of the clinic's calendar, as one source says (F:M4)."""

    class Source(models.TextChoices):
        MANUAL = "manual", _("Typed")
        META = "meta", _("Meta Ads Manager")
        GOOGLE = "google", _("Google Ads")

    # The unique triple below is the index by campaign.
    campaign = models.ForeignKey(
        Campaign, verbose_name=_("campaign"), on_delete=models.PROTECT, related_name="spends", db_index=False
    )
    day = models.DateField(_("day"))
    source = models.CharField(_("where from"), max_length=6, choices=Source, default=Source.MANUAL)
    amount = models.PositiveBigIntegerField(_("amount"), help_text="In minor units.")
    currency = models.CharField(_("currency"), max_length=3, help_text="ISO 4217.")
    by = of_staff(_("by"))
    updated_at = models.DateTimeField(_("changed"))

    objects = CostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost of a campaign")
        verbose_name_plural = _("costs of campaigns")
        ordering = ["-day", "campaign_id", "source"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day", "source"], name="spend_once"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="spend_currency_iso_4217"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="spend_is_something"),
        ]
        indexes = [models.Index(fields=["day"], name="spend_by_day")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.day}: {self.amount / 100:.2f} {self.currency}"
