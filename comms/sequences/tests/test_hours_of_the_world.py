"""Nobody in two hundred countries is written to before nine or after eight on their wall (H:C3)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from comms.sequences.models import Step, Version
from comms.sequences.services.planning import next_allowed, window_of
from leads.models import Identity, Lead
from leads.services.patient_time import country_of, zone_of
from leads.tests.clocks_of_the_world import CLOCKS
from leads.tests.test_clocks_of_the_world import mobile_of

SUMMER, WINTER = datetime(2026, 7, 18, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)  # Saturdays
HOURS = [begin + hour * timedelta(hours=1) for begin in (SUMMER, WINTER) for hour in range(0, 48, 3)]
VERSION = Version(window_from=time(9), window_until=time(20), weekdays=[0, 1, 2, 3, 4, 5], keeps_holidays=True)


def writings(lead, numbers, otherwise):
    zone, country = zone_of(lead, numbers, otherwise=otherwise), country_of(lead, numbers)
    return [next_allowed(hour, window_of(VERSION, Step(), zone, country, 29)) for hour in HOURS]


@pytest.mark.parametrize("told_by", ["number", "country"])
def test_what_is_due_at_any_hour_goes_within_their_own(told_by):
    for country, clock in CLOCKS.items():
        phone = Identity(kind=Identity.Kind.PHONE, value=mobile_of(country), is_valid=True)
        by_number = told_by == "number"
        lead, numbers = Lead(country="" if by_number else country), [phone] if by_number else []

        walls = [one.astimezone(ZoneInfo(clock)) for one in writings(lead, numbers, "Pacific/Auckland")]

        assert all(time(9) <= wall.time() < time(20) and wall.weekday() < 6 for wall in walls), country


def test_of_whom_nothing_is_known_the_clinics_clock_decides():
    walls = [one.astimezone(ZoneInfo("Europe/Tirane")) for one in writings(Lead(country=""), [], "Europe/Tirane")]

    assert all(time(9) <= wall.time() < time(20) and wall.weekday() < 6 for wall in walls)
