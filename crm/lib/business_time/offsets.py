"""Between two changes of the clocks, wall time is UTC and a constant: there it can be calculated with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from crm.lib.business_time.ticks import MINUTE, WEEK, instant, ticks_of

_LAST_YEAR = 9999


def periods(zone: ZoneInfo, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    """(from, to, offset), in ticks, of the stretches of constant offset that make up `since` to `until` in UTC."""
    begin, offset = since, _offset(zone, since)
    for change, after in _changes_within(zone, since, until):
        yield begin, change, offset
        begin, offset = change, after
    yield begin, until, offset


def _changes_within(zone: ZoneInfo, since: int, until: int) -> Iterator[tuple[int, int]]:
    for year in range(instant(since).year, instant(until).year + 1):
        for change, after in _changes(zone, year):
            if since < change < until:
                yield change, after


@lru_cache(maxsize=2000)
def _changes(zone: ZoneInfo, year: int) -> tuple[tuple[int, int], ...]:
    """(when, offset from then on) of a year in UTC, looked for once a week: nobody moves clocks twice in one."""
    if year >= _LAST_YEAR:
        return ()
    begin, end = (ticks_of(datetime(one, 1, 1, tzinfo=UTC)) for one in (year, year + 1))
    probes = [*range(begin, end, WEEK), end]
    found = []
    for before, after in pairwise(probes):
        if _offset(zone, before) != _offset(zone, after):
            change = _first_after(zone, before, after)
            found.append((change, _offset(zone, change)))
    return tuple(found)


def _first_after(zone: ZoneInfo, before: int, after: int) -> int:
    """The minute at which the offset of `before` ends."""
    old = _offset(zone, before)
    while after - before > MINUTE:
        middle = before + (after - before) // (2 * MINUTE) * MINUTE
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, at: int) -> int:
    moment = instant(at).astimezone(zone)
    return ticks_of(moment.replace(tzinfo=UTC)) - at
