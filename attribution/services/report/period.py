"""The days a report is about, on the clinic's calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from crm.lib.errors import InvalidData

LENGTHS = (7, 30, 90)
USUAL = 30
LONGEST = 366 * 3


@dataclass(frozen=True)
class Period:
    """Both days are part of it. `length` is 0 for a range that somebody typed."""

    first: date
    last: date
    length: int = 0

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period_of(said: str, first: str, last: str, *, now: datetime, zone: ZoneInfo) -> Period:
    """`said` is how many days until today, "range", or nothing for the usual; other numbers are the usual, too.

    Raises InvalidData, without words, for a range of which an end is no day, or that is too long or turned round.
    """
    today = now.astimezone(zone).date()
    if said != "range":
        length = int(said) if said.isdecimal() and len(said) < 4 and int(said) in LENGTHS else USUAL
        return Period(today - timedelta(days=length - 1), today, length)
    try:
        asked = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise InvalidData("") from None
    if not 0 < asked.days <= LONGEST or not 1990 < asked.first.year < 3000:
        raise InvalidData("")
    return asked
