from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.conversions.models.export import Export


class Retraction(models.Model):
    """What Google is to take back of somebody who was deleted for good: an order ID and a name, and no more.

    The next file of adjustments says it; from then on it is a line of that file, until it is forgotten (H:G1).
    """

    order_id = models.CharField(max_length=64, unique=True)
    conversion_name = models.CharField(_("name"), max_length=100)
    owed_since = models.DateTimeField(_("since"))
    export = models.ForeignKey(
        Export, null=True, on_delete=models.CASCADE, related_name="retractions", help_text="The file that says it."
    )
    line = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(null=True, help_text="As that file says it.")

    class Meta:
        verbose_name = _("conversion to take back")
        verbose_name_plural = _("conversions to take back")
        ordering = ["owed_since", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(export=None, line=None, at=None)
                | models.Q(export__isnull=False, line__isnull=False, at__isnull=False),
                name="retraction_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.order_id
