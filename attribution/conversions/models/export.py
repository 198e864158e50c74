import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.conversions.models.event import ClickKind, ConversionEvent, Kind
from attribution.conversions.querysets import ConversionExportQuerySet, OfEventQuerySet
from leads.models.of_staff import of_staff


class Layout(models.TextChoices):
    """How a file is written: the six columns of F:M2, or one of the templates of Google's importer."""

    PLAIN = "plain", _("Six columns")
    GCLID = "gclid", _("Google Ads, by GCLID")
    GBRAID = "gbraid", _("Google Ads, by GBRAID")
    WBRAID = "wbraid", _("Google Ads, by WBRAID")
    ENHANCED = "enhanced", _("Google Ads, enhanced conversions for leads")
    ADJUSTMENTS = "adjustments", _("Google Ads, adjustments")


class Export(models.Model):
    """A file of conversions: who made it, of which days, how it is written. Its rows are what it says, so that it
    can be had again, byte for byte; whoever is deleted for good is in none any more."""

    class Way(models.TextChoices):
        PAGE = "page", _("From the page")
        ADDRESS = "address", _("By its address")
        FETCHED = "fetched", _("Fetched by Google")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = of_staff(_("by"))
    way = models.CharField(_("how"), max_length=7, choices=Way)
    layout = models.CharField(_("file"), max_length=11, choices=Layout)
    time_zone = models.CharField(max_length=64, help_text="Of every moment in it.")
    since = models.DateField(_("from"), null=True)
    until = models.DateField(_("until"), null=True, help_text="The last day of it.")
    has_orders = models.BooleanField(default=False, help_text="A file for Google has a column of order IDs.")
    rows_written = models.PositiveIntegerField(_("conversions"), default=0)
    made_at = models.DateTimeField(_("made"))

    objects = ConversionExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversion file")
        verbose_name_plural = _("conversion files")
        ordering = ["-made_at", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["-made_at", "-id"], name="conversion_export_latest")]

    def __str__(self) -> str:
        return f"{self.layout} {self.id}"


class ExportedConversion(models.Model):
    """One line of a file, as it was written: a conversion is told once, what changed of it as often as it changes.

    `is_again` is a line that somebody asked for once more; it marks nothing. `value` is in minor units.
    """

    class What(models.TextChoices):
        TOLD = "told", _("Conversion")
        RESTATED = "restated", _("New amount")
        RETRACTED = "retracted", _("Taken back")

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="lines", db_index=False)
    event = models.ForeignKey(ConversionEvent, on_delete=models.CASCADE, related_name="told")
    line = models.PositiveIntegerField()
    what = models.CharField(max_length=9, choices=What, default=What.TOLD)
    is_again = models.BooleanField(default=False)
    kind = models.CharField(max_length=9, choices=Kind)
    conversion_name = models.CharField(_("name"), max_length=100)
    at = models.DateTimeField()
    value = models.PositiveBigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    order_id = models.CharField(max_length=64)
    click_kind = models.CharField(max_length=6, blank=True, choices=ClickKind)
    click_id = models.CharField(max_length=512, blank=True)
    mail_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256, as Google wants it.")
    phone_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256, as Google wants it.")

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a conversion file")
        verbose_name_plural = _("lines of conversion files")
        ordering = ["export", "line"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["export", "line"], name="exported_line_once"),
            models.UniqueConstraint(
                fields=["event"], condition=Q(what="told", is_again=False), name="exported_event_once"
            ),
            models.UniqueConstraint(
                fields=["event"], condition=Q(what="retracted", is_again=False), name="exported_retraction_once"
            ),
        ]
        indexes = [models.Index(fields=["order_id"], name="exported_by_order")]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.line}"
