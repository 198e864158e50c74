from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comms.models import Message
from comms.sequences.models.rule import Rule
from comms.sequences.models.sequence import Group, Sequence
from comms.sequences.models.version import Step, Variant, Version
from comms.sequences.querysets import OfEnrolmentQuerySet
from leads.models import Lead, Stage
from leads.models.of_staff import of_staff
from leads.querysets import OfLeadQuerySet


class Enrolment(models.Model):
    """Somebody in a sequence. Written by nobody but who holds the lead; once at a time in each sequence.

    `next_step` goes at `due_at`, which is empty for one that is paused by hand. `since` is what the next wait is
    counted from: when the step before was done, or the beginning. `slipped` is how much of Sequence.slipped it has
    been moved by already.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Under way")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Stopped")

    class Way(models.TextChoices):
        HAND = "hand", _("By hand")
        MANY = "many", _("With many")
        RULE = "rule", _("By a rule")

    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", db_index=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="enrolments", db_index=False)
    enquiry = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=7, choices=Group, help_text="Where they stood when they began.")
    way = models.CharField(_("how"), max_length=4, choices=Way)
    by = of_staff(_("by"))
    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    stage = models.ForeignKey(
        Stage, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False, help_text="Only while there."
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    reason = models.CharField(_("why it stopped"), max_length=12, blank=True, help_text="comms.sequences.reasons")
    next_step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField(_("next"), null=True)
    paused_at = models.DateTimeField(_("paused"), null=True)
    since = models.DateTimeField()
    slipped = models.DurationField(default=timedelta)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = OfLeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-began_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["sequence", "lead"], condition=Q(state="active"), name="enrolment_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["rule", "lead", "enquiry"], condition=Q(rule__isnull=False), name="enrolment_once_a_rule"
            ),
            models.CheckConstraint(
                condition=Q(state="active", ended_at=None, next_step__isnull=False, reason="")
                | Q(state="finished", ended_at__isnull=False, due_at=None, reason="")
                | Q(state="stopped", ended_at__isnull=False, due_at=None) & ~Q(reason=""),
                name="enrolment_state_of_its_moments",
            ),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(due_at__isnull=False) ^ Q(paused_at__isnull=False),
                name="enrolment_due_or_paused",
            ),
        ]
        indexes = [
            # what the tick asks, sequence by sequence: its cost is what is due
            models.Index(fields=["sequence", "due_at"], condition=Q(due_at__isnull=False), name="enrolment_due"),
            models.Index(fields=["lead", "-began_at"], name="enrolment_of_lead"),
            models.Index(fields=["sequence", "-began_at", "-id"], name="enrolment_of_sequence"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence_id}: {self.lead_id}"


class StepRun(models.Model):
    """The ledger: one row for a step of somebody, written before anything leaves, and never a second (H:S2, S3).

    What became of a message is its message's to say; `message` is empty for what is no message or was left out.
    `replied_at`: they answered and this was the last that had gone to them; `accepted_at` likewise.
    """

    class Outcome(models.TextChoices):
        MESSAGE = "message", _("Message")
        TASK = "task", _("Task")
        CALL = "call", _("Call")
        SKIPPED = "skipped", _("Left out")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="runs", db_index=False)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+", db_index=False)
    step_key = models.UUIDField()
    variant = models.ForeignKey(Variant, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=7, choices=Outcome)
    reason = models.CharField(max_length=200, blank=True, help_text="A key of reasons.LEFT_OUT, or a sentence.")
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="step_run")
    at = models.DateTimeField()
    replied_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)

    objects = OfEnrolmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "step_key"], name="step_run_once"),
            models.CheckConstraint(
                condition=Q(outcome="skipped", message=None) & ~Q(reason="") | ~Q(outcome="skipped"),
                name="step_run_skipped_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["step", "variant", "at"], name="step_run_of_step"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.step_key}: {self.outcome}"
