"""Months as a clinic counts them: by its own clock."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Month:
    """`first` is its first day; it lasts from `start` until before `end`."""

    first: date
    start: datetime
    end: datetime


def month_at(now: datetime, zone: ZoneInfo) -> Month:
    """The month that `now`, which is aware, lies in where the clinic is."""
    return month_from(now.astimezone(zone).date(), zone)


def month_from(day: date, zone: ZoneInfo) -> Month:
    first = day.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(first, _midnight(first, zone), _midnight(following, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
