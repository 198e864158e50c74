from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.of_staff import of_staff
from leads.models.stage import Semantic, Stage
from leads.querysets import OfLeadQuerySet


class StageChange(models.Model):
    """One step of a lead from stage to stage; the funnel stands on these rows (F:T12, A2). Never changed.

    The first row of an enquiry comes from nowhere. The meanings stay when the clinic deletes a stage.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="stage_changes", db_index=False)
    enquiry = models.PositiveSmallIntegerField(_("enquiry"), default=1)
    from_stage = models.ForeignKey(
        Stage, verbose_name=_("from"), null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    to_stage = models.ForeignKey(
        Stage, verbose_name=_("to"), null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    from_semantic = models.CharField(max_length=12, blank=True, choices=Semantic)
    to_semantic = models.CharField(max_length=12, choices=Semantic)
    at = models.DateTimeField(_("when"))
    by = of_staff(_("by"), help_text=_("Empty: the product itself."))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of stage")
        verbose_name_plural = _("changes of stage")
        ordering = ["-at", "-id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["lead", "at"], name="stage_change_of_lead"),
            models.Index(fields=["to_semantic", "at"], name="stage_change_reached"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.from_semantic} {self.to_semantic}"
