import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attribution.conversions.models.destination import Destination
from attribution.conversions.querysets_of_uploads import UploadQuerySet
from leads.models import Lead
from leads.models.of_staff import of_staff


class Upload(models.Model):
    """A line of the ledger: one step of one person, told to one ad platform once, or why it was not.

    It stays when the person is deleted for good, and names nobody then: what was told of them is `UploadContent`,
    which goes with them. `reference` is what the platform knows the event by.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Nobody knows")
        FAILED = "failed", _("Refused")
        SKIPPED = "skipped", _("Not sent")

    class Checked(models.TextChoices):
        """What Google said later of the request."""

        OPEN = "open", _("Google has not said yet")
        TAKEN = "taken", _("Google counts it")
        DOUBTED = "doubted", _("Google found faults in this request")
        REFUSED = "refused", _("Google does not count it")

    destination = models.ForeignKey(
        Destination, verbose_name=_("ad platform"), on_delete=models.PROTECT, related_name="uploads", db_index=False
    )
    lead = models.ForeignKey(
        Lead, verbose_name=_("lead"), null=True, on_delete=models.SET_NULL, related_name="uploads", db_index=False
    )
    step = models.CharField(_("step"), max_length=12, help_text="A meaning of a stage, never its name.")
    enquiry = models.PositiveSmallIntegerField(_("enquiry"), default=1)
    happened_at = models.DateTimeField(_("happened"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    code = models.CharField(max_length=60, blank=True, help_text="Why not: conversions.services.why.")
    name = models.CharField(_("name"), max_length=100, blank=True, help_text="The neutral name that was sent.")
    reference = models.CharField(max_length=64, blank=True)
    batch = models.UUIDField(null=True, help_text="Of the job that takes it along.")
    receipt = models.CharField(max_length=100, blank=True, help_text="Their id of the call.")
    checked = models.CharField(max_length=7, blank=True, choices=Checked)
    payload_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was sent, as JSON.")
    queued_at = models.DateTimeField(_("asked for"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    retracted_at = models.DateTimeField(_("taken back there"), null=True)
    retracted_by = of_staff(_("by"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the ledger of conversions")
        verbose_name_plural = _("ledger of conversions")
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            # The index by lead, too.
            models.UniqueConstraint(fields=["lead", "destination", "step", "enquiry"], name="upload_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "unknown"]) | Q(sent_at__isnull=False) & ~Q(payload_hash=""),
                name="upload_sent_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["destination", "happened_at", "id"], condition=Q(state="waiting"), name="upload_due"
            ),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="upload_of_batch"),
            models.Index(fields=["destination", "state", "-id"], name="upload_ledger"),
        ]

    def __str__(self) -> str:
        return f"{self.destination_id} {self.pk}"


class UploadContent(models.Model):
    """What was sent of one person, as it was: hashes and ids alone. Goes with them (H:G1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="content")
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+")
    payload = models.JSONField(_("what was sent"))

    class Meta:
        verbose_name = _("what an ad platform was told")
        verbose_name_plural = _("what ad platforms were told")
        default_permissions = ()

    def __str__(self) -> str:
        return f"content of {self.upload_id}"
