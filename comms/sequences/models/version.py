import uuid
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comms.models import Channel, Template
from comms.sequences.models.sequence import Sequence
from comms.sequences.querysets import OfSequenceQuerySet, OfStepQuerySet, OfVersionQuerySet
from leads.models.of_staff import of_staff

# F 8: nobody is written to in the night or on a Sunday, on the patient's clock. Monday is 0.
FROM, UNTIL = time(9), time(20)


def usual_days() -> list[int]:
    return [0, 1, 2, 3, 4, 5]


class Version(models.Model):
    """The steps of a sequence at one time, and when they may go. Once published it is never changed again; an
    enrolment keeps its version until somebody publishes a newer one for those under way, too (H:S12)."""

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    window_from = models.TimeField(_("from"), default=FROM)
    window_until = models.TimeField(_("until"), default=UNTIL)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=usual_days, verbose_name=_("on"))
    keeps_holidays = models.BooleanField(_("not on public holidays of their country"), default=True)
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = of_staff(_("by"))
    made_at = models.DateTimeField(auto_now_add=True)

    objects = OfSequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["sequence", "number"], name="version_once"),
            models.UniqueConstraint(fields=["sequence"], condition=Q(published_at=None), name="version_one_draft"),
            models.CheckConstraint(condition=Q(window_from__lt=F("window_until")), name="version_window_in_a_day"),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=list(range(7))) & ~Q(weekdays=[]), name="version_on_some_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence_id} v{self.number}"


class Step(models.Model):
    """One step. `wait` is counted from the step before it, or from the beginning; in days, weeks and months on the
    patient's calendar, at `at` on their clock or else at the hour of the step before.

    `key` stays the same from version to version: whoever was sent it is not sent it again.
    `conditions` is a list of {"fact", "is", "values"} (services.conditions); where one is not so the step is left
    out, and said so. Own `window_from`, `window_until` and `weekdays` lie within those of the version.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        TASK = "task", _("Task for the owner")
        CALL = "call", _("Call for the owner")

    class Unit(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        HOURS = "hours", _("hours")
        DAYS = "days", _("days")
        WEEKS = "weeks", _("weeks")
        MONTHS = "months", _("months")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps", db_index=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("what"), max_length=7, choices=Kind, default=Kind.MESSAGE)
    channel = models.CharField(_("channel"), max_length=9, choices=Channel, blank=True)
    wait = models.PositiveSmallIntegerField(_("after"), default=0)
    unit = models.CharField(_("unit"), max_length=7, choices=Unit, default=Unit.DAYS)
    at = models.TimeField(_("at"), null=True, blank=True, help_text=_("On the patient's clock."))
    window_from = models.TimeField(_("from"), null=True, blank=True)
    window_until = models.TimeField(_("until"), null=True, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("only on"))
    conditions = models.JSONField(_("only if"), default=list, blank=True)
    task = models.CharField(_("what to do"), max_length=200, blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="step_key_once"),
            models.UniqueConstraint(
                fields=["version", "position"], name="step_place_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(kind="message") & ~Q(channel="") | ~Q(kind="message") & ~Q(task=""),
                name="step_says_what",
            ),
            models.CheckConstraint(
                condition=Q(window_from=None, window_until=None) | Q(window_from__lt=F("window_until")),
                name="step_window_in_a_day",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=list(range(7))), name="step_on_days_of_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} #{self.position}"


class Variant(models.Model):
    """A text of a message step; of several each person gets one, always the same (services.splitting). `key` stays
    the same from version to version, so that what is learned of it adds up."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="variants", db_index=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    label = models.CharField(_("name"), max_length=20)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+", db_index=False)
    share = models.PositiveSmallIntegerField(_("share"), default=1)

    objects = OfStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["label"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["step", "key"], name="variant_key_once"),
            models.UniqueConstraint(fields=["step", "label"], name="variant_label_once"),
            models.CheckConstraint(condition=Q(share__range=(1, 100)), name="variant_share_1_100"),
        ]

    def __str__(self) -> str:
        return self.label


class Verdict(models.Model):
    """Of several texts of a step the one that everybody gets from now on: `by` somebody, or by itself (F:C14)."""

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="verdicts", db_index=False)
    step_key = models.UUIDField()
    variant_key = models.UUIDField()
    probability = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, help_text="From 0 to 1, that it is the best; when it was chosen."
    )
    by = of_staff(_("by"))
    at = models.DateTimeField()

    objects = OfSequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("chosen text")
        verbose_name_plural = _("chosen texts")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["sequence", "step_key"], name="verdict_once")]

    def __str__(self) -> str:
        return f"{self.sequence_id} {self.variant_key}"
