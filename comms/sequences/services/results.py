"""The results of a sequence for whoever looks: steps, texts, channels, and why people stopped (F:C14, A4, A5).

Ten statements, however many people it has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from comms.models import Channel
from comms.sequences import reasons
from comms.sequences.models import Enrolment, Sequence, Step, StepRun, Variant, Verdict
from comms.sequences.services.counting import Counted, Counts, added, counted, people_of, runs_of, steps_ever
from comms.sequences.services.judging import SURE, Arm, Judgement, judge
from tenants.staff.models import User

State = Enrolment.State


@dataclass(frozen=True)
class OfText:
    """`low` and `high`: where its rate lies with 95 %."""

    text: Variant
    counts: Counts
    chance: float
    low: float
    high: float
    is_chosen: bool


@dataclass(frozen=True)
class Comparison:
    """Texts of a step against each other. `judged` is of all time, whatever days are shown elsewhere."""

    texts: list[OfText]
    judged: Judgement
    sure: float
    verdict: Verdict | None

    @property
    def leader(self) -> OfText:
        return self.texts[self.judged.leader]


@dataclass(frozen=True)
class OfStep:
    """`stopped`: of those who left the sequence it was what came next."""

    step: Step
    counts: Counts
    stopped: int
    left_out: list[tuple[str, Any, int]]
    comparison: Comparison | None


@dataclass(frozen=True)
class Results:
    steps: list[OfStep]
    channels: list[tuple[str, Counts]]
    states: Mapping[str, int]
    reasons: list[tuple[str, Any, int]]

    @property
    def people(self) -> int:
        return sum(self.states.values())


def results_of(sequence: Sequence, *, by: User, days: int | None = None, now: datetime) -> Results:
    """Of the last `days`, or of all time."""
    since = now - timedelta(days=days) if days else None
    runs = runs_of(steps_ever(sequence.pk), by=by, since=since)
    found, left_out = counted(runs), _left_out(runs)
    people = _people(sequence, by, since)
    steps = steps_of(sequence)
    compared = comparisons(sequence, steps, by=by)
    whole = [
        OfStep(
            step,
            added(row for row in found if row.step == step.key),
            sum(number for state, _, at, number in people if state == State.STOPPED and at == step.key),
            left_out.get(step.key, []),
            compared.get(step.key),
        )
        for step in steps
    ]
    states = {state: sum(n for one, *_, n in people if one == state) for state in State.values}
    return Results(whole, _channels(found), states, _reasons(people))


def steps_of(sequence: Sequence) -> list[Step]:
    """Each that was ever published, as it is in the newest version that has it; in the order of their places there,
    those that are gone last. Without one published the draft's. Three statements."""
    rows = Step.objects.filter(version__sequence=sequence).select_related("version")
    rows = rows.prefetch_related("variants__template").order_by("version__number", "position")
    every = list(rows)
    published = [step for step in every if step.version.published_at] or every
    newest = {step.key: step for step in published}
    return sorted(newest.values(), key=lambda step: (step.version_id != sequence.version_id, step.position))


def comparisons(sequence: Sequence, steps: Iterable[Step], *, by: User | None) -> dict[UUID, Comparison]:
    """By step key, of each that has several texts; of what `by` may see, or of all. Three statements."""
    several = [step for step in steps if len(step.variants.all()) > 1]
    if not several:
        return {}
    runs = runs_of(steps_ever(sequence.pk), by=by).filter(step_key__in=[step.key for step in several])
    found = counted(runs)
    verdicts = {one.step_key: one for one in Verdict.objects.filter(sequence=sequence).select_related("by")}
    sure = sequence.winner_at / 100 if sequence.winner_at else SURE
    return {step.key: _compare(step, found, sure, verdicts.get(step.key)) for step in several}


def _compare(step: Step, found: Iterable[Counted], sure: float, verdict: Verdict | None) -> Comparison:
    texts = list(step.variants.all())
    of_step = [row for row in found if row.step == step.key]
    counts = [added(row for row in of_step if row.variant == text.key) for text in texts]
    judged = judge([Arm(one.sent, one.replied) for one in counts], sure=sure)
    if verdict and all(text.key != verdict.variant_key for text in texts):
        verdict = None  # that text is no longer part of it
    chosen = verdict.variant_key if verdict else None
    rows = zip(texts, counts, judged.chances, judged.ranges, strict=True)
    told = [OfText(text, count, chance, *ends, text.key == chosen) for text, count, chance, ends in rows]
    return Comparison(told, judged, sure, verdict)


def chance_of(comparison: Comparison, variant: UUID) -> Decimal | None:
    """As a verdict keeps it."""
    found = next((one.chance for one in comparison.texts if one.text.key == variant), None)
    return None if found is None else round(Decimal(found), 3)


def _people(sequence: Sequence, by: User, since: datetime | None) -> list[tuple[str, str, UUID | None, int]]:
    rows = people_of(sequence.pk, by=by, since=since).order_by()
    return list(rows.values_list("state", "reason", "next_step__key").annotate(Count("pk")))


def _left_out(runs: QuerySet[StepRun]) -> dict[UUID, list[tuple[str, Any, int]]]:
    """By step: the reason as it is kept, its words, and of how many."""
    rows = runs.filter(outcome=StepRun.Outcome.SKIPPED).values_list("step_key", "reason").annotate(Count("pk"))
    told: dict[UUID, list[tuple[str, Any, int]]] = {}
    for key, reason, number in sorted(rows, key=lambda row: -row[2]):
        told.setdefault(key, []).append((reason, reasons.LEFT_OUT.get(reason, reason), number))
    return told


def _channels(found: Iterable[Counted]) -> list[tuple[str, Counts]]:
    rows = list(found)
    used = [one for one in Channel if any(row.channel == one for row in rows)]
    return [(one.label, added(row for row in rows if row.channel == one)) for one in used]


def _reasons(people: Iterable[tuple[str, str, UUID | None, int]]) -> list[tuple[str, Any, int]]:
    numbers: dict[str, int] = {}
    for state, reason, _, number in people:
        if state == State.STOPPED:
            numbers[reason] = numbers.get(reason, 0) + number
    often = sorted(numbers.items(), key=lambda row: -row[1])
    return [(reason, reasons.STOPPED.get(reason, reason), number) for reason, number in often]
