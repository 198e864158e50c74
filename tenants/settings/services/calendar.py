"""When this clinic answers: its week, its holidays and its pauses in its own zone."""

from crm.lib.business_time import Calendar
from crm.lib.ttl import TTLCache
from tenants.context import current_clinic
from tenants.settings.models import Closure, Holiday, OpeningHours
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.services.shifts import zone_named

CACHE_SECONDS = 3
_calendars: TTLCache[Calendar] = TTLCache(seconds=CACHE_SECONDS)


def clinic_calendar() -> Calendar:
    """Believed for CACHE_SECONDS by each process; four questions."""
    return _calendars.get_or(current_clinic().uuid, read_calendar)


def forget_clinic_calendars() -> None:
    _calendars.clear()


def read_calendar() -> Calendar:
    """As it stands; also where no clinic is active yet, as after a migration."""
    return Calendar(
        zone_named(clinic_settings().time_zone),
        weekly=tuple(OpeningHours.objects.values_list("weekday", "starts", "ends")),
        closed_days=frozenset(Holiday.objects.order_by().values_list("day", flat=True)),
        pauses=tuple(Closure.objects.order_by().values_list("starts_at", "ends_at")),
    )
