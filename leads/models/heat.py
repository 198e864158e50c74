from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead, Temperature
from leads.querysets import OfLeadQuerySet


class Heat(models.Model):
    """How warm a lead is, beside the lead: cooling many rewrites narrow rows, and no index of the wide ones.

    Measured on a million leads: 0.8 s here, 74 s in the lead itself (PERFORMANCE 1b).
    """

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, primary_key=True, related_name="heat")
    temperature = models.CharField(_("temperature"), max_length=4, choices=Temperature, default=Temperature.COLD)
    warmed_at = models.DateTimeField(
        _("last contact"), help_text=_("What the cooling counts from: their last word to us, or ours to them.")
    )
    cools_at = models.DateTimeField(_("cools"), null=True, help_text=_("Empty: pinned, cold, or no more at work."))
    pinned_at = models.DateTimeField(_("pinned"), null=True)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("temperature")
        verbose_name_plural = _("temperatures")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(pinned_at=None) | Q(cools_at=None), name="heat_pinned_does_not_cool"
            ),
        ]
        indexes = [
            # what is due, and who is hot or warm; who is cold, as most are, stands in no index that cooling writes
            models.Index(fields=["temperature", "cools_at"], condition=~Q(temperature="cold"), name="heat_warm"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.temperature}"
