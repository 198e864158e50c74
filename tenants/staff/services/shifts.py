"""Who is at work now: the switch, else the weekly hours in the person's own time zone (F:T7)."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, NotAllowed
from tenants.context import is_platform
from tenants.staff.models import User
from tenants.staff.services.weekly import Stretch, stretches_of
from tenants.staff.shift_changes import shift_changes


def works_at(stretches: Iterable[Stretch], now: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock on the wall of `zone` lies in one of the stretches; no stretch at all means always.

    `now` is aware. When clocks go forward the hour that is missing is not worked; when they go back, it is worked
    twice.
    """
    stretches = list(stretches)
    wall = now.astimezone(zone)
    minute = wall.hour * 60 + wall.minute
    inside = (day == wall.weekday() and starts <= minute < ends for day, starts, ends in stretches)
    return not stretches or any(inside)


def is_on_shift(person: User, now: datetime, *, clinics_zone: str = "") -> bool:
    """The switch while it holds, else the hours. No closed account and no guest of the platform is on shift."""
    if not person.is_active or person.is_visitor:
        return False
    holds = person.shift_until is None or now < person.shift_until
    if person.shift != User.Shift.HOURS and holds:
        return person.shift == User.Shift.ON
    hours = stretches_of(person)
    return not hours or works_at(hours, now, zone_named(person.time_zone or clinics_zone or zone_of_clinic()))


def works_that_day(person: User, now: datetime, *, clinics_zone: str = "") -> bool:
    """The same for the whole day that `now` is in their zone: on shift now, or later that day by their hours."""
    if is_on_shift(person, now, clinics_zone=clinics_zone):
        return True
    switched_off = person.shift == User.Shift.OFF and (person.shift_until is None or now < person.shift_until)
    if not person.is_active or person.is_visitor or switched_off:
        return False
    wall = now.astimezone(zone_named(person.time_zone or clinics_zone or zone_of_clinic()))
    minute = wall.hour * 60 + wall.minute
    return any(day == wall.weekday() and minute < ends for day, _starts, ends in stretches_of(person))


def on_shift(now: datetime) -> QuerySet[User]:
    """The colleagues who are at work now. Two queries and their hours, whatever their number."""
    people = User.objects.active().prefetch_related("hours")
    zone = zone_of_clinic()
    return User.objects.filter(pk__in=[one.pk for one in people if is_on_shift(one, now, clinics_zone=zone)])


@transaction.atomic
def switch_shift(person: User, shift: str, *, until: datetime | None, now: datetime) -> None:
    """Set the switch by hand; `until` (aware) is when the hours rule again, None for never.

    Raises InvalidData for what is no switch or lies in the past, NotAllowed for a guest of the platform.
    """
    if person.is_visitor:
        raise NotAllowed(_("This account is a visit of the platform: it ends by itself."))
    if shift not in User.Shift.values or (until is not None and until <= now):
        raise InvalidData(_("Choose on, off, or by your hours, until a time to come."))
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    person.shift = shift
    person.shift_until = None if shift == User.Shift.HOURS else until
    person.save(update_fields=["shift", "shift_until"])
    for heard in shift_changes:
        heard(person, now)


def zone_of_clinic() -> str:
    """UTC on the platform's side."""
    if is_platform():
        return "UTC"
    from tenants.settings.services.clinic import clinic_settings

    return clinic_settings().time_zone


@cache
def _zones() -> frozenset[str]:
    """Asked once: looking walks all files of the tz database, which takes longer than most pages (20 ms)."""
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """UTC for a name that is none: the tz database forgets zones, and no page may break on it."""
    return ZoneInfo(name if name in _zones() else "UTC")


def check_zone(name: str) -> None:
    """Raises ValidationError for what is no IANA time zone; empty is the clinic's."""
    if name and name not in _zones():
        raise ValidationError(_("Choose a time zone from the list, like Europe/Rome."))
