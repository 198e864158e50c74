"""What comes next in a sequence, and when. Nothing here is written."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from comms.sequences.models import Step
from comms.sequences.services.planning import Window, due_after, next_allowed, window_of
from leads.models import Lead
from leads.services.patient_time import country_of, zone_of

# Of leads that are many, what no step asks about and is not read.
UNASKED = ("score_breakdown", "conversion_probability", "created_at", "updated_at")


@dataclass(frozen=True)
class Wait:
    """A wait that is no step's: a rule's."""

    wait: int
    unit: str
    at: time | None = None


def steps_of(versions: Iterable[int]) -> dict[int, list[Step]]:
    """By version its steps in their order, with the version and all that they send. Four statements."""
    rows = Step.objects.filter(version__in=set(versions)).order_by("version_id", "position")
    found: dict[int, list[Step]] = defaultdict(list)
    for step in rows.select_related("version").prefetch_related("variants__template__texts"):
        found[step.version_id].append(step)
    return dict(found)


def following(steps: Sequence[Step], step: Step, done: Collection[UUID]) -> Step | None:
    """The first after `step` that is not done; None at the end."""
    return next((one for one in steps if one.position > step.position and one.key not in done), None)


def zone_for(lead: Lead, *, otherwise: str) -> ZoneInfo:
    """The patient's; `otherwise` is the clinic's. The lead comes with its identities."""
    return zone_of(lead, lead.identities.all(), otherwise=otherwise)


def window_for(step: Step, lead: Lead, *, otherwise: str) -> Window:
    """When this step may go to them."""
    country = country_of(lead, lead.identities.all())
    return window_of(step.version, step, zone_for(lead, otherwise=otherwise), country, lead.pk)


def begin_after(wait: Wait | None, now: datetime, lead: Lead, *, otherwise: str) -> datetime:
    """What the first step's wait is counted from."""
    return due_after(now, wait, zone_for(lead, otherwise=otherwise)) if wait and wait.wait else now


def due_of(step: Step, since: datetime, lead: Lead, *, otherwise: str) -> datetime:
    """When the step goes to them: its wait after `since`, or the next moment after it at which it may."""
    due = due_after(since, step, zone_for(lead, otherwise=otherwise))
    return next_allowed(due, window_for(step, lead, otherwise=otherwise))


def names_of(done: Iterable[tuple[int, UUID]]) -> Mapping[int, set[UUID]]:
    """By enrolment the keys of steps that are in the ledger."""
    found: dict[int, set[UUID]] = defaultdict(set)
    for enrolment, key in done:
        found[enrolment].add(key)
    return found
