import uuid
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.models.of_staff import of_staff
from leads.models.stage import Semantic
from leads.querysets import ClinicRowsQuerySet


class Group(models.TextChoices):
    """For whom a sequence is: where they stand when they begin. Whoever comes into another group has left it."""

    OPEN = "open", _("Who has not decided yet")
    PATIENT = "patient", _("Patients who accepted")
    LOST = "lost", _("Who was lost")


_ELSE: Mapping[str, str] = {
    **dict.fromkeys((Semantic.ACCEPTED, Semantic.TRAVELLING, Semantic.COMPLETED), Group.PATIENT),
    **dict.fromkeys((Semantic.LOST, Semantic.CLOSED), Group.LOST),
}


def group_of(semantic: str) -> str:
    return _ELSE.get(semantic, Group.OPEN)


def usual_groups() -> list[str]:
    return [Group.OPEN]


class Sequence(models.Model):
    """Steps that people are taken through until they answer (F:C16 to C18). What its steps are is a Version's.

    `slipped` is the time that did not count, all pauses together: each enrolment is moved by what it missed of it
    when its turn comes, so that nobody is written to twice as often after a pause (services.pausing).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("what it is for"), max_length=300, blank=True)
    preset = models.SlugField(max_length=40, blank=True, help_text="Of comms.sequences.packs; empty: made here.")
    of_rule = models.BooleanField(default=False, help_text="The one message of a rule, shown with it alone.")
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)
    version = models.ForeignKey(
        "sequences.Version", null=True, on_delete=models.PROTECT, related_name="+", help_text="In use."
    )
    groups = ArrayField(models.CharField(max_length=7, choices=Group), default=usual_groups, verbose_name=_("for"))
    again_after = models.PositiveSmallIntegerField(
        _("days until somebody may begin again"), null=True, blank=True, default=90, help_text=_("Empty: never.")
    )
    catches_up = models.BooleanField(
        _("catch up"), default=False, help_text=_("What was missed in a pause goes at once.")
    )
    per_hour = models.PositiveIntegerField(_("messages an hour at most"), null=True, blank=True)
    winner_at = models.PositiveSmallIntegerField(
        _("choose the better text by itself at"), null=True, blank=True, help_text=_("Percent; empty: by hand.")
    )
    paused_at = models.DateTimeField(null=True)
    slipped = models.DurationField(default=timedelta)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    made_by = of_staff(_("by"))
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("sequence")
        verbose_name_plural = _("sequences")
        ordering = ["name", "id"]
        default_permissions = ("view", "add", "change")
        permissions = [("activate_sequence", "Can start and stop sequences"), ("enrol_lead", "Can put leads in")]
        constraints = [
            models.CheckConstraint(condition=~Q(groups=[]), name="sequence_for_somebody"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(version__isnull=False), name="sequence_active_has_a_version"
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False) | (~Q(state="paused") & Q(paused_at=None)),
                name="sequence_paused_since",
            ),
            models.CheckConstraint(
                condition=Q(per_hour__isnull=True) | Q(per_hour__gt=0), name="sequence_some_an_hour"
            ),
            models.CheckConstraint(
                condition=Q(winner_at__isnull=True) | Q(winner_at__range=(80, 99)), name="sequence_winner_80_99"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """One row: when the clinic's sequences were looked at, and were to be looked at again. What lies between that
    and the next look is an outage, which counts as a pause (services.pausing)."""

    ticked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="pulse_one_row")]

    def __str__(self) -> str:
        return str(self.ticked_at)
