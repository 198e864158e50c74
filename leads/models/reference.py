from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import OfLeadQuerySet


class Reference(models.Model):
    """The number of a lead in another system. It has one lead here, and a lead may have several."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="references")
    system = models.CharField(_("system"), max_length=80, help_text="See importing.rows.references.")
    value = models.CharField(_("number there"), max_length=200)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("number in another system")
        verbose_name_plural = _("numbers in other systems")
        ordering = ["system", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["system", "value"], name="reference_one_lead")]

    def __str__(self) -> str:
        return f"{self.system}: {self.value}"
