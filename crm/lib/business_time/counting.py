"""How much work fits between two instants."""

from bisect import bisect_right
from datetime import datetime, timedelta

from crm.lib.business_time.calendar import Calendar, Stretch
from crm.lib.business_time.offsets import periods
from crm.lib.business_time.ticks import WEEK, ticks_of


def between(calendar: Calendar, begin: datetime, end: datetime) -> int:
    """Whole minutes of work from `begin` to `end`, both aware; 0 where the end is not after the beginning."""
    return worked(calendar, begin, end) // timedelta(minutes=1)


def worked(calendar: Calendar, begin: datetime, end: datetime) -> timedelta:
    """The same to the microsecond, so that parts add up."""
    return timedelta(microseconds=worked_ticks(calendar, ticks_of(begin), ticks_of(end)))


def worked_ticks(calendar: Calendar, begin: int, end: int) -> int:
    if end <= begin:
        return 0
    paused = sum(_without_pauses(calendar, *stretch) for stretch in _within(calendar.paused, begin, end))
    return _without_pauses(calendar, begin, end) - paused


def _without_pauses(calendar: Calendar, begin: int, end: int) -> int:
    shifted = ((since + offset, until + offset) for since, until, offset in periods(calendar.zone, begin, end))
    return sum(_on_the_wall(calendar, since, until) for since, until in shifted)


def _on_the_wall(calendar: Calendar, begin: int, end: int) -> int:
    """Along wall time, which knows neither gaps nor folds."""
    closed = sum(_by_week(calendar, since, until) for since, until in _within(calendar.closed, begin, end))
    return _by_week(calendar, begin, end) - closed


def _by_week(calendar: Calendar, begin: int, end: int) -> int:
    return _since_the_first_monday(calendar, end) - _since_the_first_monday(calendar, begin)


def _since_the_first_monday(calendar: Calendar, at: int) -> int:
    weeks, rest = divmod(at, WEEK)
    return weeks * calendar.ticks_a_week + sum(
        min(rest, ends) - starts for starts, ends in calendar.week if starts < rest
    )


def _within(stretches: tuple[Stretch, ...], begin: int, end: int) -> list[Stretch]:
    """The parts of these, which are in order and apart, that lie between `begin` and `end`."""
    first = max(bisect_right(stretches, (begin, begin)) - 1, 0)
    found = []
    for starts, ends in stretches[first:]:
        if starts >= end:
            break
        if ends > begin:
            found.append((max(starts, begin), min(ends, end)))
    return found
