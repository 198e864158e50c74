from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.conversions.querysets import ConversionEventQuerySet
from leads.models import Lead


class Kind(models.TextChoices):
    """What came of an ad, as far as anybody outside is told."""

    ACCEPTED = "accepted", _("Accepted")
    COMPLETED = "completed", _("Completed")


class ClickKind(models.TextChoices):
    """Google's three names for a click; one is enough, and a file has one kind (INTEGRATIONS 8.1)."""

    GCLID = "gclid", "GCLID"
    GBRAID = "gbraid", "GBRAID"
    WBRAID = "wbraid", "WBRAID"


class ConversionEvent(models.Model):
    """An enquiry was accepted or completed, once for each (lead, kind, enquiry) whatever is repeated (F:M1).

    The click is the one that was best when it happened; whatever may still change, the amount, consent, whether the
    step was taken back, is asked of the rows that hold it (`with_worth`, `with_state` of conversions.querysets).
    """

    # The unique triple below is the index by lead.
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="conversions", db_index=False)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    enquiry = models.PositiveSmallIntegerField(_("enquiry"), default=1)
    occurred_at = models.DateTimeField(_("when"))
    click_kind = models.CharField(max_length=6, blank=True, choices=ClickKind)
    click_id = models.CharField(max_length=512, blank=True)
    clicked_at = models.DateTimeField(_("click"), null=True)

    objects = ConversionEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversion")
        verbose_name_plural = _("conversions")
        ordering = ["-occurred_at", "-id"]
        default_permissions = ("view",)
        permissions = [("export_conversionevent", "Can make files of conversions")]
        constraints = [
            models.UniqueConstraint(fields=["lead", "kind", "enquiry"], name="conversion_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="conversion_kind_known"),
            models.CheckConstraint(
                condition=Q(click_kind="", click_id="", clicked_at=None)
                | Q(click_kind__in=ClickKind.values, clicked_at__isnull=False) & ~Q(click_id=""),
                name="conversion_click_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["-occurred_at", "-id"], name="conversion_latest")]

    def __str__(self) -> str:
        return f"{self.lead_id}/{self.enquiry}: {self.kind}"
