"""Instants as whole microseconds since the Monday on which year 1 began: exact, and fast to compare and divide."""

from datetime import UTC, date, datetime, timedelta

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
SECOND = timedelta(seconds=1) // _TICK
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
WEEK = 7 * DAY


def ticks_of(at: datetime) -> int:
    """`at` is aware, else TypeError."""
    return (at - _BEGINNING) // _TICK


def instant(ticks: int) -> datetime:
    """In UTC. Raises OverflowError beyond the year 9999."""
    return _BEGINNING + timedelta(microseconds=ticks)


def midnight(day: date) -> int:
    """Of a clock on the wall, on the line of wall time."""
    return (day.toordinal() - 1) * DAY
