from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.treatment import Treatment


class Enquiry(models.Model):
    """One journey of a person, from asking to done or lost; whoever comes back begins the next (HOUSE 17).

    Conversions are counted once for each (lead, kind, enquiry).
    """

    # The unique pair below is the index by lead.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="enquiries", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    began_at = models.DateTimeField(_("began"))
    treatment = models.ForeignKey(
        Treatment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    interest = models.CharField(_("asked for"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "number"], name="enquiry_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="enquiry_number_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}/{self.number}"
