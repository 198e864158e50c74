"""What became of the messages of a sequence, counted by the database in one statement (F:C14, A4)."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from comms.models import Message
from comms.sequences.models import Enrolment, Step, StepRun
from comms.services.states import SENT
from leads.models import Lead
from tenants.staff.models import User

State = Message.State
REPLIED, ACCEPTED = Q(replied_at__isnull=False), Q(accepted_at__isnull=False)
# What is known to have reached them; somebody who answered was reached, whatever the provider says.
REACHED = Q(message__state__in=SENT) | REPLIED
IS: dict[str, Q] = {
    "reached": Q(),
    "sent": REACHED,
    "delivered": Q(message__state__in=(State.DELIVERED, State.READ)) | REPLIED,
    "read": Q(message__state=State.READ) | REPLIED,
    "replied": REPLIED,
    "accepted": ACCEPTED,
    "waiting": Q(message__state__in=(State.QUEUED, State.CLAIMED)) & ~REPLIED,
    "unknown": Q(message__state=State.UNKNOWN) & ~REPLIED,
    "failed": Q(message__state=State.FAILED) & ~REPLIED,
    "cancelled": Q(message__state=State.CANCELLED) & ~REPLIED,
    "skipped": Q(outcome=StepRun.Outcome.SKIPPED),
}


@dataclass(frozen=True)
class Counts:
    """How many people: `reached` the step, of whom it was `sent` to, and so on (IS). They add up."""

    reached: int = 0
    sent: int = 0
    delivered: int = 0
    read: int = 0
    replied: int = 0
    accepted: int = 0
    waiting: int = 0
    unknown: int = 0
    failed: int = 0
    cancelled: int = 0
    skipped: int = 0

    def __add__(self, other: Self) -> "Counts":
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def rate(self) -> float | None:
        """Replied, of what was sent."""
        return self.replied / self.sent if self.sent else None


@dataclass(frozen=True)
class Counted:
    step: UUID
    variant: UUID | None
    channel: str
    counts: Counts


def steps_ever(sequence: int) -> list[int]:
    """Keys of its steps in every version, as a list: with a subquery the planner reads the whole ledger."""
    return list(Step.objects.filter(version__sequence=sequence).order_by().values_list("pk", flat=True))


def runs_of(steps: Iterable[int], *, by: User | None, since: datetime | None = None) -> QuerySet[StepRun]:
    """What was done of these steps since: to those whom `by` may see, None being the product."""
    rows = StepRun.objects.filter(step__in=steps).order_by()
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows if by is None else rows.filter(seen_by(by, "enrolment__lead__"))


def people_of(sequence: int, *, by: User, since: datetime | None = None) -> QuerySet[Enrolment]:
    """Who began since and `by` may see."""
    rows = Enrolment.objects.filter(seen_by(by, "lead__"), sequence=sequence)
    return rows if since is None else rows.filter(began_at__gte=since)


def counted(runs: QuerySet[StepRun]) -> list[Counted]:
    """By the keys of step and text, so that versions add up; one statement."""
    asked: dict[str, Any] = {name: Count("pk", filter=which) for name, which in IS.items() if name != "reached"}
    rows = runs.values_list("step_key", "variant__key", "step__channel").annotate(reached=Count("pk"), **asked)
    return [Counted(step, variant, channel, Counts(*numbers)) for step, variant, channel, *numbers in rows]


def added(rows: Iterable[Counted]) -> Counts:
    return sum((row.counts for row in rows), Counts())


def seen_by(user: User, by: str) -> Q:
    """The scope of leads, for rows that reach one `by` a key (LeadQuerySet.visible_to)."""
    if not user.is_active or not user.has_perm("leads.view_lead"):
        return Q(pk__in=[])
    return Lead.objects.all().within_scope_of(user, by=by)
