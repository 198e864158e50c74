"""When a message goes that is to be sent later: on the clock of the patient (H:C2, C3). Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from crm.lib.errors import InvalidData
from leads.services.patient_time import MORNING, moment_at, moment_written, tomorrow_morning

IN_TWO_HOURS, TOMORROW, MONDAY = "in_2h", "tomorrow", "monday"
CHOICES = {
    IN_TWO_HOURS: _("In 2 hours"),
    TOMORROW: _("Tomorrow at 09:00 their time"),
    MONDAY: _("Monday at 09:00 their time"),
}
SOON = timedelta(hours=2)
DAY = timedelta(days=1)
FURTHEST = timedelta(days=365)
AWAKE_FROM, AWAKE_UNTIL = time(8), time(21)  # what a person is written to without asking


def due_at(choice: str, zone: ZoneInfo, now: datetime) -> datetime:
    """One of CHOICES, or a day and time as it was typed: in UTC. `now` is aware; `zone` is the patient's.

    A time that the clocks leave out is the next they show, of one shown twice the first counts. Monday is never
    today. Raises InvalidData for the past, for more than a year, and for what is no time.
    """
    if choice == IN_TWO_HOURS:
        return now + SOON
    if choice == TOMORROW:
        return tomorrow_morning(now, zone)
    if choice == MONDAY:
        today = now.astimezone(zone).date()
        return moment_at(today + timedelta(days=7 - today.weekday()), MORNING, zone)
    at = moment_written(choice, zone)
    if not now < at <= now + FURTHEST:
        said = _("Choose a time to come, within a year.")
        raise InvalidData(said, fields={"at": [said]})
    return at


def is_asleep(at: datetime, zone: ZoneInfo) -> bool:
    return not AWAKE_FROM <= at.astimezone(zone).time() < AWAKE_UNTIL


def when_awake(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the next morning there when it lies in the night: what the composer proposes."""
    if not is_asleep(at, zone):
        return at
    there = at.astimezone(zone)
    day = there.date() if there.time() < AWAKE_FROM else there.date() + DAY
    return moment_at(day, MORNING, zone)
