"""Where somebody is in their sequences, for the page of their lead."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence, Step, StepRun
from comms.sequences.services.advancing import window_for
from comms.sequences.services.planning import next_allowed
from comms.sequences.services.telling import title_of
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings

SHOWN = 20  # the newest
State = Enrolment.State


@dataclass(frozen=True)
class Ran:
    at: datetime
    title: str
    why: str


@dataclass(frozen=True)
class Way:
    """`number` of `steps` comes next, `at` on their clock: empty where nothing does. `why` it stopped."""

    row: Enrolment
    name: str
    number: int
    steps: int
    title: str
    at: datetime | None
    why: str
    ran: list[Ran] = field(default_factory=list)

    @property
    def is_under_way(self) -> bool:
        return self.row.state == State.ACTIVE


def ways_of(lead: Lead) -> list[Way]:
    """Under way first, then the newest. The lead comes with its identities. One statement where there is none."""
    texts = "next_step__variants__template"
    rows = Enrolment.objects.filter(lead=lead).select_related("sequence", "next_step__version")
    found = list(rows.prefetch_related(texts).order_by("-began_at", "-pk")[:SHOWN])
    if not found:
        return []
    steps = Step.objects.filter(version__in={one.version_id for one in found})
    places = _by_version(steps.order_by("position").values_list("version", "pk"))
    ran = _ran(one.pk for one in found)
    zone = clinic_settings().time_zone
    ways = [
        Way(
            one,
            one.sequence.name,
            _number(one, places),
            len(places[one.version_id]),
            title_of(one.next_step) if one.next_step and one.state == State.ACTIVE else "",
            _goes(one, lead, zone),
            str(reasons.STOPPED.get(one.reason, one.reason)),
            ran.get(one.pk, []),
        )
        for one in found
    ]
    return sorted(ways, key=lambda way: not way.is_under_way)


def _by_version(pairs: Iterable[tuple[int, int]]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for version, step in pairs:
        found[version].append(step)
    return found


def _number(one: Enrolment, places: Mapping[int, list[int]]) -> int:
    """Of the step that is next, among those of the version that they go on with."""
    steps = places[one.version_id]
    return steps.index(one.next_step_id) + 1 if one.next_step_id in steps else len(steps)


def _goes(one: Enrolment, lead: Lead, zone: str) -> datetime | None:
    """When the next goes, with what it has not been moved by yet; nothing while the sequence is paused."""
    if one.due_at is None or one.sequence.state != Sequence.State.ACTIVE:
        return None
    window = window_for(one.next_step, lead, otherwise=zone)
    return next_allowed(one.due_at + one.sequence.slipped - one.slipped, window).astimezone(window.zone)


def _ran(enrolments: Iterable[int]) -> dict[int, list[Ran]]:
    rows = StepRun.objects.filter(enrolment__in=list(enrolments)).select_related("step")
    found: dict[int, list[Ran]] = {}
    for run in rows.prefetch_related("step__variants__template").order_by("at", "pk"):
        why = str(reasons.LEFT_OUT.get(run.reason, run.reason))
        found.setdefault(run.enrolment_id, []).append(Ran(run.at, title_of(run.step), why))
    return found
