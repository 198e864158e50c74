"""Eight o'clock of a clinic comes once on each of its days, whatever its clocks do (H:C1, C2)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.services.morning.clock import DAY, EIGHT, day_of, last_morning, next_morning, yesterday

ZONES = [ZoneInfo(name) for name in ("Europe/Tirane", "America/New_York", "Asia/Tokyo", "Pacific/Chatham", "UTC")]
MINUTES = st.integers(0, 3 * 365 * 24 * 60)
MOMENTS = MINUTES.map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(now=MOMENTS, zone=st.sampled_from(ZONES))
@settings(max_examples=400)
def test_every_moment_lies_between_two_mornings_of_days_that_follow_each_other(now, zone):
    last, following = last_morning(now, zone), next_morning(now, zone)

    assert last <= now < following
    assert last.astimezone(zone).time() == following.astimezone(zone).time() == EIGHT
    assert day_of(following, zone) - day_of(last, zone) == DAY
    assert (last_morning(last, zone), next_morning(last, zone)) == (last, following)


@given(start=MOMENTS, zone=st.sampled_from(ZONES))
@settings(max_examples=10)
def test_from_morning_to_morning_each_day_of_a_year_comes_once(start, zone):
    mornings = [next_morning(start, zone)]
    for _ in range(365):
        mornings.append(next_morning(mornings[-1], zone))

    days = [day_of(one, zone) for one in mornings]
    assert days == [days[0] + n * DAY for n in range(366)]


@pytest.mark.parametrize(
    ("zone", "before", "hours"),
    [
        ("Europe/Tirane", datetime(2026, 3, 28, 7, tzinfo=UTC), 23),
        ("Europe/Tirane", datetime(2026, 10, 24, 6, tzinfo=UTC), 25),
        ("America/New_York", datetime(2026, 3, 7, 13, tzinfo=UTC), 23),
        ("America/New_York", datetime(2026, 10, 31, 12, tzinfo=UTC), 25),
        ("Asia/Tokyo", datetime(2026, 3, 27, 23, tzinfo=UTC), 24),
    ],
)
def test_where_the_clocks_change_the_morning_is_an_hour_sooner_or_later(zone, before, hours):
    zone = ZoneInfo(zone)

    following = next_morning(before, zone)

    assert following - before == timedelta(hours=hours)
    begin, end = yesterday(day_of(following, zone) + DAY, zone)
    assert end - begin == timedelta(hours=hours)
