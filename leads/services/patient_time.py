"""The clock on the patient's wall (F:L20): their zone by number or country, and moments of their day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers.timezone import time_zones_for_number

from crm.lib.errors import InvalidData
from leads.models import Identity, Lead
from tenants.staff.services.shifts import zone_named, zone_of_clinic

MORNING = time(9)
MINUTE = timedelta(minutes=1)
UNKNOWN = "Etc/Unknown"
NOWHERE = "001"  # of satellite telephones and the like
YEARS = range(2000, 2200)  # in which every zone has a clock for every moment
# Where most people of a country of several zones live; an area code that says more goes first.
MOST_LIVE = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CL": "America/Santiago",
    "CY": "Asia/Nicosia", "ES": "Europe/Madrid", "KI": "Pacific/Tarawa", "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv", "US": "America/New_York",
}  # fmt: skip
# Countries of one clock for which phonenumbers 9.0 names a neighbour's, an hour away for a part of the year.
OWN_CLOCK = {
    "DZ": "Africa/Algiers", "EH": "Africa/El_Aaiun", "LY": "Africa/Tripoli", "MA": "Africa/Casablanca",
    "NI": "America/Managua", "SS": "Africa/Juba",
}  # fmt: skip


def zone_of(lead: Lead, identities: Iterable[Identity], *, otherwise: str = "") -> ZoneInfo:
    """By the country they named, else by the prefix of a number that works; the clinic's when neither tells, which
    whoever asks about many gives as `otherwise`."""
    numbers = [one.value for one in identities if one.kind == Identity.Kind.PHONE and one.is_valid]
    names = (name for number in numbers if (name := zone_of_number(number, lead.country)))
    return zone_named(next(names, "") or zone_of_country(lead.country) or otherwise or zone_of_clinic())


def country_of(lead: Lead, identities: Iterable[Identity]) -> str:
    """Whose public holidays are theirs, ISO 3166: the country they named, else of a number that works; empty when
    neither tells."""
    numbers = [one.value for one in identities if one.kind == Identity.Kind.PHONE and one.is_valid]
    return lead.country or next((code for one in numbers if (code := country_of_number(one))), "")


@lru_cache(maxsize=16384)  # more than the people of one piece of work, or none of them is found again
def country_of_number(number: str) -> str:
    """Of an E.164 number; empty for what is no number, or one of no country."""
    try:
        region = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""
    return "" if region == NOWHERE else region


@lru_cache(maxsize=16384)  # more than the people of one piece of work, or none of them is found again
def zone_of_number(number: str, country: str = "") -> str:
    """The IANA name of where an E.164 number rings; empty when unknown, or when it is not a number of `country`."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(parsed) or ""
    if country and country != region:
        return ""  # a Turk with a German number lives where they say
    if region in OWN_CLOCK:
        return OWN_CLOCK[region]
    # of a mobile number these are all zones of its prefix, in alphabetical order: of +1 the first is America/Adak
    zones = [name for name in time_zones_for_number(parsed) if name != UNKNOWN]
    likely = zone_of_country(region)
    return likely if likely in zones else next(iter(zones), "")


@lru_cache(maxsize=512)
def zone_of_country(country: str) -> str:
    """The IANA name of where most of its people live; empty for none and for what is no country."""
    if known := MOST_LIVE.get(country) or OWN_CLOCK.get(country):
        return known
    example = phonenumbers.example_number(country) if country else None
    zones = time_zones_for_number(example) if example else ()
    return next((name for name in zones if name != UNKNOWN), "")


def moment_at(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clock of `zone` shows that time on that day, in UTC.

    A time that the clocks leave out is the next one they show; of one that they show twice, the first counts.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None))
    while not _is_shown(wall, zone):
        wall += MINUTE
    return wall.replace(tzinfo=zone).astimezone(UTC)


def moment_written(text: str, zone: ZoneInfo) -> datetime:
    """What was typed, 2026-11-23 or 2026-11-23T09:30, on the clock of `zone`; a day alone is its morning. A time
    with a zone of its own, 09:30+05:00, means that one. Raises InvalidData for what is no such time."""
    day, _t, clock = text.strip().partition("T")
    try:
        parsed = date.fromisoformat(day), time.fromisoformat(clock) if clock else MORNING
        if parsed[0].year not in YEARS:
            raise ValueError
    except ValueError:
        said = _("Choose a day and a time.")
        raise InvalidData(said, fields={"at": [said]}) from None
    return datetime.combine(*parsed).astimezone(UTC) if parsed[1].tzinfo else moment_at(*parsed, zone)


def tomorrow_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Nine o'clock of their next day."""
    return moment_at(now.astimezone(zone).date() + timedelta(days=1), MORNING, zone)


def _is_shown(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
