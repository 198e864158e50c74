"""Who is on shift for new leads: whoever switched it on, or whose own hours cover this moment (F:T7).

Somebody without hours who never used the switch is not: they never said when they work.
"""

from dataclasses import dataclass
from datetime import datetime

from crm.lib.business_time import Calendar, is_open, next_open
from crm.lib.ttl import TTLCache
from leads.services.owners import possible_owners
from tenants.context import current_clinic
from tenants.staff.models import User
from tenants.staff.services.shifts import zone_named, zone_of_clinic
from tenants.staff.services.weekly import stretches_of

CACHE_SECONDS = 3
_people: TTLCache["Staff"] = TTLCache(seconds=CACHE_SECONDS)


@dataclass(frozen=True)
class Worker:
    """Somebody who may have leads and said when they work: by a switch, by hours (None: none), or both."""

    pk: int
    name: str
    languages: frozenset[str]
    capacity: int | None
    switch: str
    switch_until: datetime | None
    hours: Calendar | None

    def works_at(self, now: datetime) -> bool:
        holds = self.switch_until is None or now < self.switch_until
        if self.switch != User.Shift.HOURS and holds:
            return self.switch == User.Shift.ON
        return self.hours is not None and is_open(self.hours, now)

    def begins(self, now: datetime) -> datetime | None:
        """The next moment after `now` at which they may come on shift."""
        if self.switch != User.Shift.HOURS and (self.switch_until is None or now < self.switch_until):
            return self.switch_until
        return next_open(self.hours, now) if self.hours and not is_open(self.hours, now) else None


@dataclass(frozen=True)
class Staff:
    """Those who could be on shift, and who may have leads where nobody else may."""

    workers: tuple[Worker, ...]
    alone: int | None


def workers() -> tuple[Worker, ...]:
    """Those who could be on shift; nobody where one person works alone (F:W19). Believed for CACHE_SECONDS."""
    return _staff().workers


def on_duty(now: datetime) -> list[Worker]:
    return [one for one in workers() if one.works_at(now)]


def forget_workers() -> None:
    _people.clear()


def alone() -> int | None:
    """Personal mode (F:W19): whoever may have leads where nobody else may; believed like `workers`.

    All that arrives is theirs, and pages show no owner. Nothing else is kept differently.
    """
    return _staff().alone


def is_alone() -> bool:
    return alone() is not None


def _staff() -> Staff:
    return _people.get_or(current_clinic().uuid, _asked)


def _asked() -> Staff:
    people = list(possible_owners().prefetch_related("hours").order_by("pk"))
    if len(people) == 1 and people[0].data_scope != User.DataScope.PARTNER:
        return Staff((), people[0].pk)
    zone = zone_of_clinic()
    found = (_worker(person, zone) for person in people)
    return Staff(tuple(one for one in found if one.hours or one.switch == User.Shift.ON), None)


def _worker(person: User, zone: str) -> Worker:
    weekly = tuple(stretches_of(person))
    hours = Calendar(zone_named(person.time_zone or zone), weekly) if weekly else None
    spoken = frozenset(person.languages)
    return Worker(person.pk, str(person), spoken, person.capacity, person.shift, person.shift_until, hours)
