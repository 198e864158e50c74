from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.models.campaign import Campaign
from attribution.models.touchpoint import Touchpoint
from attribution.querysets import CreditQuerySet
from leads.models import Lead

WHOLE = 10_000
MODELS = ("first", "last", "linear", "position", "decay")
PARTS = tuple(f"parts_{model}" for model in MODELS)


class Credit(models.Model):
    """How much of an enquiry each model gives to one touch, in ten-thousandths: of an enquiry they sum to WHOLE.

    Made by attribution.services.counting out of touches, rules and enquiries, and by nothing else; whatever changes
    one of these writes a `Recount`. `day` is the day on which the enquiry began, by the clinic's clock.
    """

    touch = models.OneToOneField(Touchpoint, on_delete=models.CASCADE, primary_key=True, related_name="credit")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="credits")
    enquiry = models.PositiveSmallIntegerField(_("enquiry"))
    at = models.DateTimeField(_("time"))
    day = models.DateField(_("enquiry of"))
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="credits", db_index=False)
    parts_first = models.PositiveSmallIntegerField(default=0)
    parts_last = models.PositiveSmallIntegerField(default=0)
    parts_linear = models.PositiveSmallIntegerField(default=0)
    parts_position = models.PositiveSmallIntegerField(default=0)
    parts_decay = models.PositiveSmallIntegerField(default=0)

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of an enquiry")
        verbose_name_plural = _("shares of enquiries")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(*((f"{parts}__lte", WHOLE) for parts in PARTS)), name="credit_parts_of_a_whole"
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="credit_day"),
            models.Index(fields=["campaign", "day"], name="credit_campaign_day"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}/{self.enquiry}: {self.campaign_id}"


class Recount(models.Model):
    """A lead whose shares are to be made anew: its touches, its journey or its person changed.

    Rows are added and removed, never looked up by lead, so that nobody who adds one waits for who counts.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)

    objects = models.Manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.lead_id)
