"""Wherever somebody lives, the clock on their wall is the one we go by (H:C3)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from leads.services.patient_time import zone_of_country, zone_of_number
from leads.tests.clocks_of_the_world import CLOCKS

MONTHS = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 13)]


def mobile_of(country):
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    return phonenumbers.format_number(example, PhoneNumberFormat.E164)


def year_on(zone):
    """What the clock of `zone` shows at noon in London, month by month."""
    return [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in MONTHS]


def test_two_hundred_countries_are_asked():
    assert len(CLOCKS) >= 200


def test_a_mobile_number_of_each_country_shows_the_clock_of_most_who_live_there():
    wrong = {one: zone_of_number(mobile_of(one)) for one in CLOCKS}

    assert not {one: zone for one, zone in wrong.items() if year_on(zone) != year_on(CLOCKS[one])}


def test_the_country_that_they_named_shows_the_same():
    found = {one: zone_of_country(one) for one in CLOCKS}

    assert not {one: zone for one, zone in found.items() if year_on(zone) != year_on(CLOCKS[one])}


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+14155550132", "America/Los_Angeles"),
        ("+15062345678", "America/Halifax"),
        ("+18762101234", "America/Jamaica"),
        ("+447400123456", "Europe/London"),
    ],
)
def test_where_an_area_has_a_clock_of_its_own_it_goes_first(number, zone):
    assert zone_of_number(number) == zone
