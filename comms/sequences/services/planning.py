"""When a step is due, and when it may go, on the patient's clock (F:C16, C18; H:C1, C2). Pure."""

import hashlib
from calendar import monthrange
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from comms.sequences.models import Step, Version
from leads.services.patient_time import moment_at
from tenants.settings.services.holidays import is_public_holiday

Unit = Step.Unit
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SPREAD = 30  # minutes after an opening over which those who waited for it are spread
SAME_DAY = timedelta(hours=4)  # what lasted longer moves whole days
FURTHEST = 800  # days in which every window opens


class Wait(Protocol):
    """What a step, or a rule, says of when it is due."""

    wait: int
    unit: str
    at: time | None


@dataclass(frozen=True)
class Window:
    """Between `starts` and `ends` of these weekdays (Monday is 0), but for days that are `closed`; who waited for
    the opening goes `spread` minutes after it."""

    starts: time
    ends: time
    weekdays: Collection[int]
    zone: ZoneInfo
    closed: Callable[[date], bool]
    spread: int = 0


def window_of(version: Version, step: Step, zone: ZoneInfo, country: str, lead_pk: int) -> Window:
    """The step's own hours and days, else those of its version, for somebody in this zone and country. On a day on
    which the version sends nothing its steps do not, either."""
    days = frozenset(version.weekdays)

    def closed(day: date) -> bool:
        return version.keeps_holidays and is_public_holiday(country, day)

    return Window(
        starts=step.window_from or version.window_from,
        ends=step.window_until or version.window_until,
        weekdays=days & frozenset(step.weekdays) if step.weekdays else days,
        zone=zone,
        closed=closed,
        spread=_spread(lead_pk),
    )


def due_after(since: datetime, step: Wait, zone: ZoneInfo) -> datetime:
    """The end of the wait, in UTC: by the clock for minutes and hours, else on the patient's calendar, at `step.at`
    or the hour of `since`. Never before `since`: what is to go today at a time that is over goes tomorrow then."""
    if step.unit in (Unit.MINUTES, Unit.HOURS):
        return since.astimezone(UTC) + timedelta(**{step.unit: step.wait})
    if not step.wait and step.at is None:
        return since.astimezone(UTC)
    there = since.astimezone(zone)
    day, at = _later(there.date(), step.wait, step.unit), step.at or there.time()
    due = moment_at(day, at, zone)
    return due if due >= since else moment_at(day + DAY, at, zone)


def is_allowed(moment: datetime, window: Window) -> bool:
    hours = _hours(moment.astimezone(window.zone).date(), window)
    return hours is not None and hours[0] <= moment < hours[1]


def next_allowed(moment: datetime, window: Window) -> datetime:
    """This moment where it is allowed; else the next opening and the window's spread, in UTC. Raises ValueError for
    a window that never opens."""
    if is_allowed(moment, window):
        return moment.astimezone(UTC)
    today = moment.astimezone(window.zone).date()
    for ahead in range(FURTHEST):
        hours = _hours(today + ahead * DAY, window)
        if hours and hours[0] > moment:
            opens, closes = hours
            minutes = max(1, (closes - opens) // MINUTE)
            return opens + window.spread % minutes * MINUTE
    raise ValueError("a window that never opens")


def slip(gap: timedelta) -> timedelta:
    """By how much what waited moves after a pause of `gap`: a short one by itself, a longer one by whole days, so
    that the hour stays and a day's load stays a day's load (H:S5)."""
    return gap if gap < SAME_DAY else -(-gap // DAY) * DAY


def _hours(day: date, window: Window) -> tuple[datetime, datetime] | None:
    """From when to when it is open that day; None for not at all. Where the clocks show an hour twice it opens with
    the second and closes with the first: at no moment does their clock show anything outside (H:C2)."""
    if day.weekday() not in window.weekdays or window.closed(day):
        return None
    opens, closes = _between(day, window.starts, window.ends, window.zone)
    return (opens, closes) if opens < closes else None


@lru_cache(maxsize=4096)  # some days in the zones of the world: thousands ask for the same
def _between(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return _last_shown(day, starts, zone), moment_at(day, ends, zone)


def _last_shown(day: date, at: time, zone: ZoneInfo) -> datetime:
    first = moment_at(day, at, zone)
    second = first.astimezone(zone).replace(fold=1).astimezone(UTC)
    return max(first, second)


def _later(day: date, wait: int, unit: str) -> date:
    if unit == Unit.MONTHS:
        years, month = divmod(day.month - 1 + wait, 12)
        year = day.year + years
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return day + wait * (7 if unit == Unit.WEEKS else 1) * DAY


def _spread(lead_pk: int) -> int:
    """The same for a lead in every process and for ever, so that a plan can be told before it is kept."""
    told = hashlib.blake2b(str(lead_pk).encode(), digest_size=4).digest()
    return int.from_bytes(told) % SPREAD
