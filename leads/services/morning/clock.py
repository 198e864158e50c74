"""Eight o'clock of a clinic, day by day: plain arithmetic over any change of its clocks (H:C1, C2)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leads.services.patient_time import moment_at

EIGHT, MIDNIGHT = time(8), time(0)
DAY = timedelta(days=1)


def last_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The last one that has come, this moment included."""
    today = now.astimezone(zone).date()
    morning = moment_at(today, EIGHT, zone)
    return morning if morning <= now else moment_at(today - DAY, EIGHT, zone)


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The first one after this moment."""
    today = now.astimezone(zone).date()
    morning = moment_at(today, EIGHT, zone)
    return morning if morning > now else moment_at(today + DAY, EIGHT, zone)


def day_of(morning: datetime, zone: ZoneInfo) -> date:
    return morning.astimezone(zone).date()


def yesterday(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The day before `day`, from midnight to midnight; the second moment is outside."""
    return moment_at(day - DAY, MIDNIGHT, zone), moment_at(day, MIDNIGHT, zone)
