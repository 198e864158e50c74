"""What sequences bring to a lead's timeline (leads.timeline): begun, a step left out and why, stopped and why."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from comms.sequences import reasons
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services.telling import title_of
from leads.models import Lead
from leads.timeline import CHANGES, Moment
from tenants.staff.models import User

BEGAN, STOPPED = "lead.sequence_began", "lead.sequence_stopped"  # lines of the trail that are told here
TEMPLATE = "sequences/timeline.html"
State = Enrolment.State
LATER = 10**12  # at one instant somebody begins, then a step is left out, then it is over


def sequence_moments(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Messages, tasks and calls are told by sources of their own. Three statements where there is anything."""
    rows = Enrolment.objects.filter(lead=lead).select_related("sequence", "rule", "by")
    found = [
        *_begun(_newest(rows, "began_at", before, most)),
        *_over(_newest(rows.filter(ended_at__isnull=False), "ended_at", before, most)),
    ]
    left_out = StepRun.objects.filter(enrolment__lead=lead, outcome=StepRun.Outcome.SKIPPED)
    left_out = left_out.select_related("enrolment__sequence", "step").prefetch_related("step__variants__template")
    found += _left_out(_newest(left_out, "at", before, most)) if found else ()
    return sorted(found, key=lambda one: (one.at, one.pk), reverse=True)[:most]


def _newest(rows: QuerySet, column: str, before: datetime | None, most: int) -> QuerySet:
    rows = rows if before is None else rows.filter(**{f"{column}__lt": before})
    return rows.order_by(f"-{column}", "-pk")[:most]


def _begun(rows: QuerySet) -> Iterator[Moment]:
    for one in rows:
        yield _moment(one.began_at, "alt_route", one, one.pk, told="began")


def _over(rows: QuerySet) -> Iterator[Moment]:
    for one in rows:
        told = "stopped" if one.state == State.STOPPED else "finished"
        why = str(reasons.STOPPED.get(one.reason, one.reason))
        yield _moment(one.ended_at, "flag", one, 2 * LATER + one.pk, told=told, why=why)


def _left_out(rows: QuerySet) -> Iterator[Moment]:
    for run in rows:
        why = str(reasons.LEFT_OUT.get(run.reason, run.reason))
        about = {"told": "left_out", "why": why, "title": title_of(run.step)}
        yield _moment(run.at, "skip_next", run.enrolment, LATER + run.pk, **about)


def _moment(at: datetime, icon: str, row: Enrolment, pk: int, **about: Any) -> Moment:
    return Moment(at, CHANGES, icon, TEMPLATE, pk, about={"row": row, **about})
