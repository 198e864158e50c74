from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.of_staff import of_staff
from leads.querysets import PairQuerySet


class LikelyPair(models.Model):
    """Two leads that may be one person, as the last search through the clinic found them."""

    one = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    why = models.JSONField(help_text="Codes of leads.services.duplicates.likeness.Why.")
    weight = models.PositiveSmallIntegerField()

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ["-weight", "-other_id", "one_id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="likely_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="likely_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}/{self.other_id}"


class PairSearch(models.Model):
    """When the clinic was last looked through for duplicates; one row."""

    asked_at = models.DateTimeField()
    asked_by = of_staff(_("by"))
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
