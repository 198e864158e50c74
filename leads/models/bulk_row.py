from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from tenants.runs.models import Run

if TYPE_CHECKING:
    from tenants.staff.models import User


class BulkRowQuerySet(models.QuerySet["BulkRow"]):
    def visible_to(self, user: "User") -> Self:
        """Those of work that this person may look at."""
        return self.filter(Exists(Run.objects.visible_to(user).filter(pk=OuterRef("run_id"))))


class BulkRow(models.Model):
    """A lead that was chosen for work in the background, and what became of it: chosen once, at the beginning.

    Goes with its run, after 30 days. It outlives the lead when that is deleted for good: then it is only a number.
    """

    class Result(models.TextChoices):
        WAITING = "", _("Not reached yet")
        CHANGED = "changed", _("Changed")
        ALREADY = "already", _("Skipped: so already")
        CONFLICT = "conflict", _("Skipped: a colleague said something else")
        OUT_OF_SIGHT = "out_of_sight", _("Skipped: not there, or not yours")
        REFUSED = "refused", _("Refused")

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+", db_index=False)
    lead = models.ForeignKey(
        Lead, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True, default=Result.WAITING)
    detail = models.TextField(_("why"), blank=True)

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("chosen lead")
        verbose_name_plural = _("chosen leads")
        ordering = ["id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "lead"], name="bulk_row_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.lead_id}"
