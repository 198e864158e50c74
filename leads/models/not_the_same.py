from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.models.of_staff import of_staff
from leads.querysets import PairQuerySet


class NotTheSame(models.Model):
    """Two leads that look alike and are two people: somebody who knows has said so, and nobody asks again."""

    one = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    by = of_staff(_("by"))
    at = models.DateTimeField(_("when"))

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("two people who look alike")
        verbose_name_plural = _("people who look alike")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="not_the_same_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="not_the_same_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}/{self.other_id}"
