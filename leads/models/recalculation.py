from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.scoring_profile import ScoringProfile
from leads.querysets import ClinicRowsQuerySet


class Recalculation(models.Model):
    """All leads of a clinic are scored by a new profile, a thousand at a time; one of these at work in a clinic."""

    profile = models.ForeignKey(ScoringProfile, on_delete=models.PROTECT, related_name="recalculations")
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    leads = models.PositiveIntegerField(_("leads"), default=0, help_text="When it began.")
    done = models.PositiveIntegerField(_("done"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    after = models.BigIntegerField(default=0, help_text="The key of the last lead that is done.")
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("recalculation")
        verbose_name_plural = _("recalculations")
        ordering = ["-asked_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"],
                condition=Q(finished_at=None),
                nulls_distinct=False,
                name="recalculation_one_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.done}/{self.leads}"
