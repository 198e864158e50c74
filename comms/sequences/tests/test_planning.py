from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comms.sequences.models import Step, Version
from comms.sequences.services.planning import SPREAD, Window, due_after, is_allowed, next_allowed, slip, window_of
from leads.models import Identity, Lead
from leads.services.patient_time import country_of, zone_of
from tenants.settings.services.holidays import is_public_holiday

ROME, TIRANA = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/Tirane")
ZONES = [ROME, TIRANA, *map(ZoneInfo, ("Europe/Istanbul", "America/New_York", "Australia/Sydney"))]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 731 * 24 * 60).map(lambda minutes: BEGIN + minutes * MINUTE)
CLOCKS = st.integers(0, 23 * 60 + 58).map(lambda minutes: time(minutes // 60, minutes % 60))
DAYS = st.sets(st.integers(0, 6), min_size=1)


@dataclass(frozen=True)
class Wait:
    wait: int
    unit: str
    at: time | None = None


def window(zone: ZoneInfo = ROME, **fields: object) -> Window:
    usual = Window(time(9), time(20), range(6), zone, lambda day: (day.month, day.day) == (5, 1))
    return replace(usual, **fields)


def shown(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on their wall says."""
    return moment.astimezone(zone).replace(tzinfo=None)


def wall(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime.combine(date(year, month, day), time(hour))


def is_quiet(moment: datetime, hours: Window) -> bool:
    """By the clock on their wall alone."""
    there = shown(moment, hours.zone)
    is_open = hours.starts <= there.time() < hours.ends and there.weekday() in hours.weekdays
    return not is_open or hours.closed(there.date())


@settings(max_examples=150, deadline=None)
@given(MOMENTS, CLOCKS, CLOCKS, DAYS, st.sampled_from(ZONES), st.integers(0, SPREAD - 1))
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), time(2, 30), time(3, 30), set(range(7)), ROME, 0)
@example(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), time(2, 30), time(4), set(range(7)), ROME, 29)
@example(datetime(2026, 10, 25, 0, 40, tzinfo=UTC), time(1), time(2, 30), set(range(7)), TIRANA, 29)
def test_who_may_not_be_written_to_now_is_when_one_may_next(asked, one, other, days, zone, spread):
    starts, ends = sorted((one, other))
    if starts == ends:
        ends = time(ends.hour, ends.minute, 59)
    hours = window(zone, starts=starts, ends=ends, weekdays=days, spread=spread)

    found = next_allowed(asked, hours)

    assert found >= asked
    assert is_allowed(found, hours)
    assert not is_quiet(found, hours)
    assert next_allowed(found, hours) == found
    earliest = next_allowed(asked, replace(hours, spread=0))
    assert earliest <= found < earliest + SPREAD * MINUTE
    if earliest > asked:
        assert not is_allowed(earliest - timedelta(seconds=1), hours)


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.sampled_from(ZONES), st.integers(1, 60 * 24 * 3))
def test_no_moment_is_passed_over_at_which_one_may(asked, zone, minutes):
    hours = window(zone)
    found = next_allowed(asked, hours)

    between = asked + minutes * MINUTE

    if between < found:
        assert not is_allowed(between, hours)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("at", [None, time(2, 30), time(9), time(19, 59)], ids=str)
def test_a_step_each_day_goes_once_on_every_day_of_two_years(zone, at):
    hours = window(zone, starts=time(0), ends=time(23, 59), weekdays=range(7), closed=lambda day: False)
    moment = datetime(2026, 1, 1, 12, 15, tzinfo=UTC)
    days = [shown(moment, zone).date()]
    for _day in range(730):
        moment = next_allowed(due_after(moment, Wait(1, "days", at), zone), hours)
        days.append(shown(moment, zone).date())

    assert days == [days[0] + number * DAY for number in range(731)]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_two_years_of_nights_sundays_and_feasts_pass_without_a_word(zone):
    hours = window(zone, spread=17)
    moment, ends = BEGIN, BEGIN + 731 * DAY
    while moment < ends:
        assert not is_quiet(next_allowed(moment, hours), hours)
        moment += timedelta(hours=5, minutes=7)


def test_every_zone_of_the_world_has_its_morning():
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for asked in (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 10, 24, 22, 30, tzinfo=UTC)):
            assert not is_quiet(next_allowed(asked, window(zone)), window(zone)), name


def test_hours_and_minutes_are_counted_by_the_clock_and_days_by_the_calendar():
    before = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)  # the night after it is an hour shorter in Rome

    assert due_after(before, Wait(24, "hours"), ROME) == before + DAY
    assert due_after(before, Wait(1, "days"), ROME) == before + timedelta(hours=23)
    assert shown(due_after(before, Wait(1, "weeks", time(10)), ROME), ROME) == wall(2026, 4, 4, 10)
    assert shown(due_after(before, Wait(11, "months"), ROME), ROME) == wall(2027, 2, 28, 13)


def test_a_time_of_today_that_is_over_is_tomorrows():
    noon = datetime(2026, 6, 1, 10, tzinfo=UTC)

    assert shown(due_after(noon, Wait(0, "days", time(18)), ROME), ROME) == wall(2026, 6, 1, 18)
    assert shown(due_after(noon, Wait(0, "days", time(9)), ROME), ROME) == wall(2026, 6, 2, 9)
    assert due_after(noon, Wait(0, "days"), ROME) == noon


@settings(max_examples=100, deadline=None)
@given(MOMENTS, st.integers(0, 400), st.sampled_from(Step.Unit.values), st.none() | CLOCKS, st.sampled_from(ZONES))
def test_a_wait_never_ends_before_it_began(since, wait, unit, at, zone):
    assert due_after(since, Wait(wait, unit, at), zone) >= since


def test_a_step_keeps_its_own_hours_and_the_holidays_of_their_country():
    version = Version(window_from=time(9), window_until=time(20), weekdays=[0, 1, 2, 3, 4, 5], keeps_holidays=True)
    feast = datetime(2026, 12, 8, 6, tzinfo=UTC)  # in Italy and Albania, not in Germany

    own = window_of(version, Step(window_from=time(17), window_until=time(19), weekdays=[4]), ROME, "IT", 7)
    usual = {country: window_of(version, Step(), ROME, country, 7) for country in ("IT", "DE", "")}
    version_without = Version(weekdays=[0, 1, 2, 3, 4, 5], keeps_holidays=False)

    assert shown(next_allowed(feast, own), ROME).date() == date(2026, 12, 11)
    assert shown(next_allowed(feast, own), ROME).hour == 17
    found = {country: shown(next_allowed(feast, one), ROME).date() for country, one in usual.items()}
    assert found == {"IT": date(2026, 12, 9), "DE": date(2026, 12, 8), "": date(2026, 12, 8)}
    without = window_of(version_without, Step(), ROME, "IT", 7)
    assert shown(next_allowed(feast, without), ROME).date() == date(2026, 12, 8)


def test_its_own_days_never_make_a_step_go_on_a_day_on_which_its_sequence_does_not():
    own = window_of(Version(weekdays=[0, 1, 2, 3, 4, 5]), Step(weekdays=[5, 6]), ROME, "", 7)
    sunday = datetime(2026, 6, 7, 10, tzinfo=UTC)

    assert shown(next_allowed(sunday, own), ROME).date() == date(2026, 6, 13)


def test_who_waited_for_the_morning_is_spread_over_half_an_hour():
    night = datetime(2026, 6, 1, 23, tzinfo=UTC)
    version = Version(weekdays=[0, 1, 2, 3, 4, 5])
    mornings = [next_allowed(night, window_of(version, Step(), ROME, "", pk)) for pk in range(900)]
    minutes = [(one - min(mornings)) // MINUTE for one in mornings]

    assert set(minutes) == set(range(SPREAD))
    assert max(minutes.count(one) for one in range(SPREAD)) < 60


def test_a_window_that_never_opens_is_said():
    with pytest.raises(ValueError, match="never opens"):
        next_allowed(BEGIN, window(closed=lambda day: True))


@pytest.mark.parametrize(
    ("gap", "moved"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(hours=3, minutes=59), timedelta(hours=3, minutes=59)),
        (timedelta(hours=4), DAY),
        (DAY, DAY),
        (DAY + MINUTE, 2 * DAY),
    ],
)
def test_a_long_pause_moves_by_whole_days_and_a_short_one_by_itself(gap, moved):
    assert slip(gap) == moved


PATIENTS = "IT DE AT CH GB IE FR ES PT NL BE RO GR SE NO DK FI US CA TR AL HU PL HR AU"


@pytest.mark.parametrize("country", PATIENTS.split())
def test_nobody_anywhere_is_written_to_on_new_years_day_and_not_every_sunday_is_a_feast(country):
    assert is_public_holiday(country, date(2027, 1, 1))
    assert sum(is_public_holiday(country, date(2027, 1, 3) + 7 * week * DAY) for week in range(52)) < 8
    assert not is_public_holiday(country, date(2027, 2, 9))


def test_holidays_of_no_country_and_of_an_unknown_one_are_none():
    assert not is_public_holiday("", date(2027, 1, 1))
    assert not is_public_holiday("ZZ", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("number", "named", "country"),
    [
        ("+390612345678", "", "IT"),
        ("+355672123456", "", "AL"),
        ("+4915112345678", "TR", "TR"),
        ("+88312345", "", ""),
    ],
)
def test_whose_holidays_are_theirs_is_told_by_the_country_they_named_or_their_number(number, named, country):
    phone = Identity(kind=Identity.Kind.PHONE, value=number, is_valid=True)

    assert country_of(Lead(country=named), [phone]) == country


def test_whoever_has_a_number_of_any_country_is_written_to_in_their_day():
    seen = set()
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.format_number(
            phonenumbers.example_number(region), phonenumbers.PhoneNumberFormat.E164
        )
        phone = Identity(kind=Identity.Kind.PHONE, value=number, is_valid=True)
        zone = zone_of(Lead(), [phone], otherwise="Europe/Tirane")
        seen.add(str(zone))
        for hour in range(0, 24, 6):
            found = next_allowed(datetime(2026, 11, 21, hour, tzinfo=UTC), window(zone))
            assert time(9) <= shown(found, zone).time() < time(20), region
            assert shown(found, zone).weekday() != 6, region

    assert len(seen) > 100
    assert str(zone_of(Lead(), [], otherwise="Europe/Tirane")) == "Europe/Tirane"
