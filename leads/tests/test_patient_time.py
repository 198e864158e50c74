"""The clock on the patient's wall: by number, by country, and across the nights on which clocks change (F:L20)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.services.patient_time import moment_at, tomorrow_morning, zone_of, zone_of_country, zone_of_number
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.settings.services.clinic import save_settings

ZONES = [
    "Europe/Rome",
    "Europe/Istanbul",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kolkata",
]


@pytest.mark.parametrize(
    ("number", "country", "zone"),
    [
        ("+393331112222", "", "Europe/Rome"),
        ("+4915112345678", "DE", "Europe/Berlin"),
        ("+34612345678", "", "Europe/Madrid"),
        ("+12025550143", "US", "America/New_York"),
        ("+79161234567", "", "Europe/Moscow"),
        ("+4915112345678", "TR", ""),
        ("nonsense", "", ""),
    ],
)
def test_a_number_tells_where_it_rings_unless_they_named_another_country(number, country, zone):
    assert zone_of_number(number, country) == zone


@pytest.mark.parametrize(
    ("country", "zone"), [("AL", "Europe/Tirane"), ("US", "America/New_York"), ("XX", ""), ("", "")]
)
def test_a_country_tells_where_most_of_its_people_live(country, zone):
    assert zone_of_country(country) == zone


def test_number_then_country_then_the_clinics_own_zone(clinic):
    with clinic_context(clinic):
        save_settings({"time_zone": "Europe/Tirane"})
    roman = reach(clinic, make_lead(clinic, country="IT"), "phone", "+393331112222")
    wrong = reach(clinic, make_lead(clinic, country="TR"), "phone", "+393331113333")
    unknown = make_lead(clinic)

    with clinic_context(clinic):
        zones = [zone_of(roman.lead, [roman]), zone_of(wrong.lead, [wrong]), zone_of(unknown, [])]

    assert [str(zone) for zone in zones] == ["Europe/Rome", "Europe/Istanbul", "Europe/Tirane"]


def test_a_time_that_the_clocks_leave_out_is_the_next_they_show():
    moment = moment_at(date(2026, 3, 29), time(2, 30), ZoneInfo("Europe/Rome"))

    assert moment == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # three o'clock there


def test_of_a_time_that_the_clocks_show_twice_the_first_counts():
    moment = moment_at(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Rome"))

    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    day=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    minutes=st.integers(0, 1439),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_the_moment_shows_that_time_there_or_the_first_one_after_a_gap(day, minutes, zone):
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))

    moment = moment_at(day, wall.time(), zone)
    shown = moment.astimezone(zone).replace(tzinfo=None)

    assert shown >= wall
    assert shown == wall or (moment - timedelta(minutes=1)).astimezone(zone).replace(tzinfo=None) < wall


@given(
    now=st.integers(946684800, 2208988800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    name=st.sampled_from(ZONES),
)
def test_tomorrow_morning_is_nine_oclock_of_their_next_day(now, name):
    zone = ZoneInfo(name)

    there = tomorrow_morning(now, zone).astimezone(zone)

    assert there.time() == time(9) or name == "Pacific/Apia"  # which left a whole day out
    assert there > now
