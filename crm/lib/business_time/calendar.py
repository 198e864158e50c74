from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from crm.lib.business_time import ticks

DAY = 24 * 60  # minutes
_ALWAYS = tuple((weekday, 0, DAY) for weekday in range(7))
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Calendar:
    """When work is done. `weekly` is (weekday from Monday 0, from, to) in minutes of the day on the wall of `zone`;
    an empty week is always open. Nothing is done on `closed_days`, nor in `pauses`, (start, end) of aware times.

    When clocks go forward the hour that is missing is not worked; when they go back, it is worked twice. Raises
    ValueError for stretches that overlap or leave their day and for a pause that ends before it starts.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[int, int, int], ...] = ()
    closed_days: frozenset[date] = frozenset()
    pauses: tuple[tuple[datetime, datetime], ...] = ()

    def __post_init__(self) -> None:
        if not all(0 <= day <= 6 and 0 <= starts < ends <= DAY for day, starts, ends in self.weekly):
            raise ValueError("A stretch of work lies within one day of the week.")
        if any(earlier[1] > later[0] for earlier, later in pairwise(self.week)):
            raise ValueError("Two stretches of work overlap.")
        if any(starts >= ends for starts, ends in self.pauses):
            raise ValueError("A pause ends after it starts.")

    @cached_property
    def week(self) -> tuple[Stretch, ...]:
        """The stretches on the line of one week, in order, in ticks since Monday."""
        minutes = ((day * DAY + starts, day * DAY + ends) for day, starts, ends in self.weekly or _ALWAYS)
        return tuple(sorted((starts * ticks.MINUTE, ends * ticks.MINUTE) for starts, ends in minutes))

    @cached_property
    def ticks_a_week(self) -> int:
        return sum(ends - starts for starts, ends in self.week)

    @cached_property
    def closed(self) -> tuple[Stretch, ...]:
        """The closed days on the line of wall time, in order."""
        begins = sorted(ticks.midnight(day) for day in self.closed_days)
        return tuple((begin, begin + ticks.DAY) for begin in begins)

    @cached_property
    def paused(self) -> tuple[Stretch, ...]:
        """The pauses in UTC, in order, those that touch or overlap as one."""
        found: list[Stretch] = []
        for starts, ends in sorted((ticks.ticks_of(a), ticks.ticks_of(b)) for a, b in self.pauses):
            if found and starts <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], ends))
            else:
                found.append((starts, ends))
        return tuple(found)
