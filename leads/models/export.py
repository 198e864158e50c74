import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.lib.sheets import KINDS
from leads.querysets import ExportQuerySet
from tenants.runs.models import Run

KIND_CHOICES = [(one.name, one.title) for one in KINDS.values()]


class Export(models.Model):
    """A file of leads that somebody asked for: what of whom, how far it is, and until when it can be had (H:E1-E5).

    The file lies in parts in private storage (leads.services.exporting.files) and goes with this row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, related_name="exports"
    )
    kind = models.CharField(_("kind of file"), max_length=4, choices=KIND_CHOICES)
    columns = models.JSONField(_("columns"), default=list, help_text="Keys of leads.export_columns.")
    by_key = models.BooleanField(default=False, help_text="The heading is keys, not words of the reader.")
    language = models.CharField(max_length=8, blank=True, help_text="Of the heading and of stages.")
    query = models.TextField(blank=True, help_text="The filters; whom they searched for goes once it is done.")
    ids = ArrayField(models.BigIntegerField(), null=True, help_text="Leads chosen one by one, in place of filters.")
    filters = models.JSONField(_("filters"), default=list, help_text="Their names alone.")
    total = models.PositiveIntegerField(_("leads"), default=0, help_text=_("How many fitted when it began."))
    written = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0, help_text="In bytes.")
    place = models.JSONField(default=dict, help_text="See leads.services.exporting.writing.")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField(_("begun"))
    ready_at = models.DateTimeField(_("ready"), null=True)
    downloaded_at = models.DateTimeField(_("downloaded"), null=True)
    expires_at = models.DateTimeField(_("until"))

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["expires_at"], name="export_expires")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class ExportChoice(models.Model):
    """What somebody chose last: the page of an export begins with it."""

    by = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="export_choice"
    )
    kind = models.CharField(max_length=4, choices=KIND_CHOICES)
    columns = models.JSONField(default=list)

    class Meta:
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"
