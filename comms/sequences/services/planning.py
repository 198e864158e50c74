"""When a step is due, on the clock of whoever it is for (H:C1 to C3). Pure: no database, no clock of its own.

Local times are worked out at the moment of use; what is kept is in UTC (HOUSE 14).
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from comms.sequences.models import Step, Version
from leads.services.patient_time import moment_at
from tenants.settings.services.holidays import is_holiday

BY_THE_CLOCK = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
SPREAD = 30  # minutes after an opening within which what waited for it goes
FURTHEST = 366  # days in which there is an opening
DAY = timedelta(days=1)
SHORT = timedelta(hours=4)  # a pause that moves what follows by its very length


class Waits(Protocol):
    """What of a step says when it is due."""

    wait: int
    unit: str
    at: time | None


class NeverOpen(ValueError):
    """No day in a year is one on which it may go."""


@dataclass(frozen=True)
class Window:
    """When somebody may be written to: from `starts` until before `ends`, on these days of the week (Monday is 0)
    that are not `closed`, by the clock of `zone`. What waits for an opening goes `spread` minutes after it."""

    starts: time
    ends: time
    weekdays: frozenset[int]
    zone: ZoneInfo
    closed: Callable[[date], bool]
    spread: int = 0


def window_of(version: Version, step: Step, zone: ZoneInfo, country: str, lead_pk: int) -> Window:
    """A step's own hours and days lie before those of its version. What waits for an opening is spread by whose it
    is, so that not all of them leave at nine."""
    spread = int.from_bytes(hashlib.sha256(str(lead_pk).encode()).digest()[:4], "big") % SPREAD
    closed = partial(is_holiday, country) if version.keeps_holidays else _never
    days = frozenset(step.weekdays or version.weekdays)
    return Window(
        step.window_from or version.window_from,
        step.window_until or version.window_until,
        days,
        zone,
        closed,
        spread,
    )


def due_after(since: datetime, step: Waits, zone: ZoneInfo) -> datetime:
    """When a step is due that follows something done at `since`, before its window is asked.

    Minutes and hours are those that pass; days, weeks and months are of the calendar on their wall, at the step's
    own time or else at the same one: a month after the 31st is the last of the month.
    """
    if unit := BY_THE_CLOCK.get(step.unit):
        return since + step.wait * unit
    there = since.astimezone(zone)
    day = there.date() + relativedelta(**{step.unit: step.wait})
    due = moment_at(day, step.at or there.time(), zone)
    if step.at is None and step.wait == 0:
        return since
    return due if due >= since else moment_at(day + DAY, step.at or there.time(), zone)


def is_allowed(moment: datetime, window: Window) -> bool:
    there = moment.astimezone(window.zone)
    return window.starts <= there.time() < window.ends and _is_open(there.date(), window)


def next_allowed(moment: datetime, window: Window) -> datetime:
    """The moment itself, or a little after the next opening. Raises NeverOpen."""
    if is_allowed(moment, window):
        return moment
    there = moment.astimezone(window.zone)
    first = there.date() if there.time() < window.starts else there.date() + DAY
    for after in range(FURTHEST):
        day = first + after * DAY
        if _is_open(day, window):
            opening = moment_at(day, window.starts, window.zone)
            # a window may be shorter than the spread, and a change of the clocks may take a piece of it, or all
            spread = opening + timedelta(minutes=window.spread)
            if found := next((at for at in (spread, opening) if is_allowed(at, window)), None):
                return found
    raise NeverOpen


def slip(gap: timedelta) -> timedelta:
    """By how much a pause of `gap` moves what follows: by itself when it is short, else by whole days, so that the
    hour of the day stays, and what was to go on one day goes on one day."""
    if gap <= timedelta():
        return timedelta()
    return gap if gap < SHORT else timedelta(days=-(-gap // DAY))


def _never(day: date) -> bool:
    return False


def _is_open(day: date, window: Window) -> bool:
    return day.weekday() in window.weekdays and not window.closed(day)
