"""Business time: any week, any zone, any change of the clocks (F 2b)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.lib.business_time import DAY, Calendar, add, between, is_open, next_open, worked

ZONES = (
    "Europe/Tirane", "Europe/Istanbul", "Europe/Rome", "Europe/London",
    "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
)  # fmt: skip
ROME = ZoneInfo("Europe/Rome")
OFFICE = tuple((day, 9 * 60, 17 * 60) for day in range(5))
# The weekends on which these zones move their clocks in 2026, and an ordinary week.
DAYS = [(3, 7), (3, 28), (4, 4), (10, 3), (10, 24), (10, 31), (6, 10)]
STARTS = [datetime(2026, *day, tzinfo=UTC) for day in DAYS]


@st.composite
def calendars(draw):
    weekly = []
    for day in range(7):
        edges = sorted(draw(st.sets(st.integers(0, DAY), max_size=4)))
        weekly += [(day, *pair) for pair in zip(edges[::2], edges[1::2], strict=False)]
    closed = draw(st.sets(st.dates(date(2026, 3, 1), date(2026, 11, 10)), max_size=3))
    begins = draw(st.lists(instants(), max_size=2))
    pauses = [(begin, begin + timedelta(minutes=draw(st.integers(1, 3000)))) for begin in begins]
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return Calendar(zone, tuple(weekly), frozenset(closed), tuple(pauses))


def instants():
    minutes = st.integers(0, 3 * DAY)
    return st.builds(lambda start, more: start + timedelta(minutes=more), st.sampled_from(STARTS), minutes)


def is_open_by_the_clock(calendar, at):
    wall = at.astimezone(calendar.zone)
    minute = wall.hour * 60 + wall.minute
    in_hours = any(d == wall.weekday() and a <= minute < b for d, a, b in calendar.weekly) or not calendar.weekly
    return in_hours and wall.date() not in calendar.closed_days and not any(a <= at < b for a, b in calendar.pauses)


@settings(max_examples=60, deadline=None)
@given(calendars(), instants(), st.integers(0, 2 * DAY))
def test_it_counts_the_minutes_that_a_clock_on_the_wall_shows(calendar, begin, length):
    minutes = [begin + timedelta(minutes=one) for one in range(length)]

    counted = between(calendar, begin, begin + timedelta(minutes=length))

    assert counted == sum(is_open_by_the_clock(calendar, at) for at in minutes)


@settings(deadline=None)
@given(calendars(), instants(), st.integers(0, 40_000))
def test_counting_to_where_adding_leads_gives_what_was_added(calendar, begin, minutes):
    end = add(calendar, begin, minutes)

    assert between(calendar, begin, end) == minutes
    assert not minutes or worked(calendar, begin, end - timedelta(microseconds=1)) < timedelta(minutes=minutes)


@settings(deadline=None)
@given(calendars(), instants(), st.integers(0, 9999), st.integers(0, 9999))
def test_more_work_never_ends_earlier_and_may_be_done_in_two_parts(calendar, begin, some, more):
    midway, end = add(calendar, begin, some), add(calendar, begin, some + more)

    assert midway <= end
    assert add(calendar, midway, more) == end


@settings(deadline=None)
@given(calendars(), st.lists(instants(), min_size=3, max_size=3))
def test_parts_of_a_time_add_up(calendar, three):
    a, b, c = sorted(three)

    assert between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)


@settings(deadline=None)
@given(calendars(), instants())
def test_work_begins_at_the_next_open_instant_and_not_before(calendar, at):
    begins = next_open(calendar, at)

    assert is_open(calendar, begins)
    assert is_open_by_the_clock(calendar, begins)
    assert between(calendar, at, begins) == 0


@pytest.mark.parametrize(
    ("day", "minutes"), [(date(2026, 3, 29), 60), (date(2026, 10, 25), 180), (date(2026, 6, 7), 120)]
)
def test_the_hour_that_is_missing_is_not_worked_and_the_one_that_comes_twice_is_worked_twice(day, minutes):
    calendar = Calendar(ROME, ((6, 60, 180),))
    midnight = datetime(day.year, day.month, day.day, tzinfo=ROME)

    assert between(calendar, midnight, midnight + timedelta(days=1)) == minutes


def test_a_quarter_of_an_hour_begun_on_friday_evening_ends_on_tuesday_after_a_holiday():
    easter_monday = frozenset({date(2026, 4, 6)})
    friday = datetime(2026, 4, 3, 16, 50, tzinfo=ROME)

    due = add(Calendar(ROME, OFFICE, easter_monday), friday, 15)

    assert due == datetime(2026, 4, 7, 9, 5, tzinfo=ROME)


def test_a_pause_stops_the_clock():
    noon = datetime(2026, 6, 10, 12, tzinfo=ROME)
    calendar = Calendar(ROME, OFFICE, pauses=((noon, noon + timedelta(minutes=45)),))

    assert add(calendar, noon - timedelta(minutes=10), 15) == noon + timedelta(minutes=50)
    assert not is_open(calendar, noon)
    assert is_open(calendar, noon - timedelta(minutes=1))


def test_a_week_without_hours_is_always_open():
    night = datetime(2026, 6, 13, 3, tzinfo=ROME)

    assert is_open(Calendar(ROME), night)
    assert add(Calendar(ROME), night, 90) == night + timedelta(minutes=90)


def test_ten_years_of_work_take_no_longer_than_a_day():
    """Weeks are divided: a loop over their minutes would run for seconds."""
    calendar, begin = Calendar(ROME, OFFICE), datetime(2026, 1, 1, tzinfo=UTC)

    assert between(calendar, begin, add(calendar, begin, 1_250_000)) == 1_250_000


def test_what_ends_after_the_last_year_is_refused():
    with pytest.raises(OverflowError):
        add(Calendar(ROME, ((0, 0, 1),)), datetime(2026, 1, 1, tzinfo=UTC), 2**31)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekly": ((0, 60, 60),)},
        {"weekly": ((7, 0, 60),)},
        {"weekly": ((0, 0, DAY + 1),)},
        {"weekly": ((0, 0, 120), (0, 60, 180))},
        {"pauses": ((datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),)},
    ],
)
def test_a_calendar_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"stretch|pause"):
        Calendar(ROME, **wrong)
