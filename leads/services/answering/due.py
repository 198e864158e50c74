"""By when an answer is due, in business minutes of the clinic."""

from datetime import datetime

from crm.lib.business_time import Calendar, add
from tenants.settings.services.calendar import clinic_calendar


def due_after(minutes: int | None, at: datetime) -> datetime | None:
    """None where nothing is set, or where the clinic is open so seldom that no year would see it."""
    return None if minutes is None else due_in(clinic_calendar(), minutes, at)


def due_in(calendar: Calendar, minutes: int | None, at: datetime) -> datetime | None:
    if minutes is None:
        return None
    try:
        return add(calendar, at, minutes)
    except OverflowError:
        return None
