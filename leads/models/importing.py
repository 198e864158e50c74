from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.lead import Lead
from leads.querysets import ImportQuerySet, OfImportQuerySet, OfLeadQuerySet
from tenants.undo.models import Operation


class LeadImport(models.Model):
    """A list that somebody brought: a file, how its columns are read, and what became of it (F:I8, I9).

    `stored` is its name in the clinic's private files, never the sender's words; the file and its rows are personal
    data and are forgotten at `expires_at`, while what they became stays.
    """

    class State(models.TextChoices):
        READ = "read", _("Columns are read")
        CHECKING = "checking", _("Is being checked")
        CHECKED = "checked", _("Checked, nothing written yet")
        LOADING = "loading", _("Is being imported")
        DONE = "done", _("Imported")
        UNDONE = "undone", _("Taken back")

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="imports",
        db_index=False,
    )
    via = models.CharField(max_length=80, blank=True, help_text="The key or command it came by; empty: the desk.")
    key_id = models.BigIntegerField(null=True, help_text="Of the API key it came by.")
    idempotency_key = models.CharField(max_length=200, null=True, help_text="As the program chose it.")
    created_at = models.DateTimeField(_("brought"))
    expires_at = models.DateTimeField(_("kept until"))
    name = models.CharField(_("file"), max_length=200)
    size = models.PositiveIntegerField(_("size"), help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80, blank=True, help_text="In tenants.storage; empty once forgotten.")
    kind = models.CharField(max_length=20, help_text="Whose export it looks like, see importing.columns.")
    about = models.JSONField(default=dict, help_text='For people: {"format", "encoding", "delimiter"}.')
    header = models.JSONField(default=list)
    samples = models.JSONField(default=list, blank=True, help_text="The first rows, to show what becomes what.")
    fingerprint = models.CharField(max_length=64, help_text="Of the header, see ImportMapping.")
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    mapping = models.JSONField(default=dict, help_text="{column: target}, see importing.columns.targets.")
    options = models.JSONField(default=dict, help_text="See importing.options.")
    state = models.CharField(max_length=8, choices=State, default=State.READ)
    counts = models.JSONField(default=dict, blank=True, help_text="See importing.counting.")
    checked_to = models.PositiveIntegerField(default=0, help_text="The last row that was checked; 0: none.")
    loaded_to = models.PositiveIntegerField(default=0, help_text="The last row that is in; 0: none.")
    made = models.PositiveIntegerField(default=0, help_text="Leads it made, without those that were taken back.")
    reserved = models.PositiveIntegerField(
        default=0, help_text="Leads it may make of the month's allowance, while it is loaded; else 0."
    )
    counts_in = models.DateField(null=True, help_text="The first day of the month whose allowance it uses.")
    run = models.UUIDField(null=True, help_text="The tenants.runs.Run that checks or loads it.")
    operation = models.ForeignKey(Operation, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]
        default_permissions = ()
        permissions = [("import_lead", "Can import leads"), ("import_any", "Can see the imports of anybody")]
        constraints = [
            models.UniqueConstraint(
                fields=["key_id", "by", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                nulls_distinct=False,
                name="lead_import_sent_once",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="lead_import_latest")]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of a file as it stands there, as we understand it, and what becomes of it."""

    class Fate(models.TextChoices):
        NEW = "new", _("New lead")
        MERGE = "merge", _("Fills a lead that is there")
        SKIP = "skip", _("Left out")

    # The unique pair below is the index by import.
    brought = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    said = models.JSONField(default=dict, help_text="See importing.staging.")
    fate = models.CharField(max_length=5, choices=Fate)
    reason = models.CharField(_("why"), max_length=20, blank=True, help_text="Of importing.rows.REASONS.")
    doubts = models.JSONField(default=list, blank=True, help_text="Of importing.rows.DOUBTS.")
    owner = models.CharField(
        max_length=160, blank=True, help_text="Out of the importer's sight: who has the lead, by name and no more."
    )

    near = models.JSONField(
        default=list, blank=True, help_text='Whom it looks like: [{"lead" or "row": number, "why": [code]}].'
    )
    is_corrected = models.BooleanField(
        default=False, help_text="Its cells are what somebody wrote, not what stands in the file."
    )

    objects = OfImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["brought", "number"], name="import_row_once")]
        indexes = [
            # few are left out, and they are looked at
            models.Index(fields=["brought", "number"], condition=models.Q(fate="skip"), name="import_row_left_out")
        ]

    def __str__(self) -> str:
        return f"{self.brought_id}: {self.number}"


class ImportedLead(models.Model):
    """That a lead came by a file, or was filled from one. Written once; it outlives the file."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="imported")
    brought = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="leads", db_index=False)
    number = models.PositiveIntegerField(_("row"))
    is_new = models.BooleanField(_("new lead"))
    at = models.DateTimeField(_("when"))

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported lead")
        verbose_name_plural = _("imported leads")
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["brought", "number"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"{self.brought_id}: {self.lead_id}"


class ImportMapping(models.Model):
    """How a clinic read a header before: the next file with the same one is suggested alike."""

    fingerprint = models.CharField(max_length=64, unique=True)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.fingerprint[:12]
