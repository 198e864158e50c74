"""Where work leads to: the instant after so many minutes of it, and when it begins again."""

from collections.abc import Iterator
from datetime import datetime

from crm.lib.business_time.calendar import Calendar, Stretch
from crm.lib.business_time.counting import worked_ticks
from crm.lib.business_time.offsets import periods
from crm.lib.business_time.ticks import DAY, MINUTE, WEEK, instant, ticks_of

_LOOKED_AT = 8 * DAY  # at once: a week, whatever the clocks do in it


def add(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The first instant, in UTC, by which `minutes` of work were done since `start` (aware); `start` for none.

    Raises OverflowError beyond the year 9999.
    """
    at, left = ticks_of(start), minutes * MINUTE
    if left <= 0:
        return instant(at)
    while weeks := left // (2 * calendar.ticks_a_week):  # half of the way: an hour may be worked twice, no more
        left -= worked_ticks(calendar, at, ticks_of(instant(at + weeks * WEEK)))
        at += weeks * WEEK
    for starts, ends in _open_from(calendar, at):
        if left <= ends - starts:
            return instant(starts + left)
        left -= ends - starts
    raise OverflowError("No calendar goes on for ever.")


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """`at`, in UTC, when work is done then, else the next instant at which it begins."""
    return instant(next(starts for starts, _ends in _open_from(calendar, ticks_of(at))))


def is_open(calendar: Calendar, at: datetime) -> bool:
    return worked_ticks(calendar, ticks_of(at), ticks_of(at) + 1) == 1


def _open_from(calendar: Calendar, at: int) -> Iterator[Stretch]:
    """The stretches of work from `at` on, in UTC and in order. Raises OverflowError beyond the year 9999."""
    while True:
        until = ticks_of(instant(at + _LOOKED_AT))
        if worked_ticks(calendar, at, until):
            for since, to, offset in periods(calendar.zone, at, until):
                on_the_wall = _stretches(calendar, since + offset, to + offset)
                yield from _unpaused(calendar, ((a - offset, b - offset) for a, b in on_the_wall))
        at = until


def _stretches(calendar: Calendar, begin: int, end: int) -> Iterator[Stretch]:
    """Along wall time."""
    for monday in range(begin // WEEK * WEEK, end, WEEK):
        for starts, ends in calendar.week:
            yield from _outside(calendar.closed, max(monday + starts, begin), min(monday + ends, end))


def _unpaused(calendar: Calendar, stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    for starts, ends in stretches:
        yield from _outside(calendar.paused, starts, ends)


def _outside(taken: tuple[Stretch, ...], begin: int, end: int) -> Iterator[Stretch]:
    """What is left of one stretch."""
    for starts, ends in taken:
        if starts < end and ends > begin:
            if begin < starts:
                yield begin, starts
            begin = ends
    if begin < end:
        yield begin, end
