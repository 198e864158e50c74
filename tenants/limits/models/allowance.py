from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Clinic


class Allowance(models.Model):
    """How much of a kind a clinic may have; without a row it is without limit. Rows of public (F:T22)."""

    class Kind(models.TextChoices):
        LEADS_A_MONTH = "leads_a_month", _("Leads a month")

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="allowances")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    most = models.PositiveIntegerField(_("at most"))

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["kind"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["clinic", "kind"], name="allowance_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.most}"
