"""The people of a sequence, as its numbers lead to them: newest first, a page at a time (F:C14)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comms.sequences import reasons
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services.counting import IS, people_of
from crm.lib.row_ids import row_id
from tenants.staff.models import User

PAGE = 50
DAYS = (7, 30, 90, 365)


@dataclass(frozen=True)
class Asked:
    """Each is empty for all. `was` is a key of counting.IS, of `step` and `variant`, both by their keys; `why` is a
    reason for which a step was left out; `before`: stopped before this step."""

    state: str = ""
    reason: str = ""
    step: UUID | None = None
    variant: UUID | None = None
    was: str = ""
    why: str = ""
    before: UUID | None = None
    days: int | None = None

    @property
    def of_runs(self) -> bool:
        return bool(self.step or self.variant or self.was or self.why)


@dataclass(frozen=True)
class Page:
    rows: list[Enrolment]
    after: int | None


def asked_by(given: Mapping[str, str]) -> Asked:
    """What an address asks for; what nobody can ask for is taken for nothing."""
    return Asked(
        state=_one_of(given, "state", Enrolment.State.values),
        reason=_one_of(given, "reason", reasons.STOPPED),
        step=_key(given, "step"),
        variant=_key(given, "variant"),
        was=_one_of(given, "was", IS),
        why=given.get("why", "").replace("\0", "")[:200],
        before=_key(given, "before"),
        days=days_asked(given),
    )


def days_asked(given: Mapping[str, str]) -> int | None:
    return next((one for one in DAYS if given.get("days") == str(one)), None)


def people_page(sequence: int, asked: Asked, *, by: User, after: int | None, now: datetime) -> Page:
    """PAGE of them from after the one with this key on. A key that is not among them begins anew."""
    people = _wanted(sequence, asked, by, now)
    last = people.filter(pk=after).values_list("began_at", "pk").first() if after else None
    if last:
        began, pk = last
        people = people.filter(Q(began_at__lt=began) | Q(began_at=began, pk__lt=pk))
    rows = people.select_related("lead__stage", "next_step__version", "by", "rule").order_by("-began_at", "-pk")
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def people_number(sequence: int, asked: Asked, *, by: User, now: datetime, most: int = 10_000) -> int:
    """As far as `most`."""
    return _wanted(sequence, asked, by, now).order_by()[:most].count()


def _wanted(sequence: int, asked: Asked, by: User, now: datetime) -> QuerySet[Enrolment]:
    """The days are those in which the step was done, where one is asked for, and else in which they began: as the
    numbers count them."""
    since = now - timedelta(days=asked.days) if asked.days else None
    people = people_of(sequence, by=by, since=None if asked.of_runs else since)
    if asked.state:
        people = people.filter(state=asked.state)
    if asked.reason:
        people = people.filter(reason=asked.reason)
    if asked.before:
        people = people.filter(next_step__key=asked.before)
    return people.filter(Exists(_runs(asked, since))) if asked.of_runs else people


def _runs(asked: Asked, since: datetime | None) -> QuerySet[StepRun]:
    runs = StepRun.objects.filter(IS.get(asked.was, Q()), enrolment=OuterRef("pk")).order_by()
    if asked.step:
        runs = runs.filter(step_key=asked.step)
    if asked.variant:
        runs = runs.filter(variant__key=asked.variant)
    if asked.why:
        runs = runs.filter(IS["skipped"], reason=asked.why)
    return runs.filter(at__gte=since) if since else runs


def _one_of(given: Mapping[str, str], name: str, known: object) -> str:
    value = given.get(name, "")
    return value if value in known else ""


def _key(given: Mapping[str, str], name: str) -> UUID | None:
    try:
        return UUID(given.get(name, ""))
    except ValueError:
        return None


def after_asked(given: Mapping[str, str]) -> int | None:
    return row_id(given.get("after"))
