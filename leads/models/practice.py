from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import OfLeadQuerySet


class Practice(models.Model):
    """What is publicly known about a business that the clinic writes to (F:0.1 formula A, F:I11)."""

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, primary_key=True, related_name="practice")
    rating = models.DecimalField(
        _("rating"), max_digits=2, decimal_places=1, null=True, help_text=_("From 0 to 5.")
    )
    website = models.CharField(_("website"), max_length=300, blank=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(0, 5)), name="practice_rating_0_5"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.website}"
