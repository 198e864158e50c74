from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.querysets import ClinicRowsQuerySet


class ScoringProfile(models.Model):
    """How a clinic's scores are made: a base and factors in order (F:0.1). A version is followed, never changed.

    `factors` is [{"key": "freshness", "most": 20, "params": {...}}]; keys are those of leads.services.scoring.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    preset = models.CharField(_("preset"), max_length=40, blank=True)
    base = models.PositiveSmallIntegerField(_("base"), default=0)
    factors = models.JSONField(_("factors"), default=list)
    hot_above = models.PositiveSmallIntegerField(_("hot above"), default=70)
    warm_from = models.PositiveSmallIntegerField(_("warm from"), default=40)
    is_active = models.BooleanField(_("in use"), default=False)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring profile")
        verbose_name_plural = _("scoring profiles")
        ordering = ["-version"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["is_active"], condition=Q(is_active=True), name="profile_one_in_use"),
            models.CheckConstraint(
                condition=Q(warm_from__lte=F("hot_above"), hot_above__lte=100, base__lte=100),
                name="profile_bounds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
