"""When a talk that was put off comes back: by the clock of whoever put it off (F 2b, H:C2)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.services.snoozing import CHOICES, LATER, NEXT_MONTH, NEXT_WEEK, TOMORROW, reopens_at
from crm.lib.errors import InvalidData

ZONES = st.sampled_from(["Europe/Tirane", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "UTC"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@settings(max_examples=500, deadline=None)
@given(now=MOMENTS, zone=ZONES.map(ZoneInfo), choice=st.sampled_from(list(CHOICES)))
def test_each_choice_lies_ahead_within_six_weeks_and_begins_a_morning(now, zone, choice):
    at = reopens_at(choice, zone, now)

    there, today = at.astimezone(zone), now.astimezone(zone).date()
    assert now < at <= now + timedelta(days=32)
    if choice == LATER:
        assert at - now == timedelta(hours=4)
    else:
        assert there.time() >= time(9)
    if choice == TOMORROW:
        assert there.date() == today + timedelta(days=1)
    if choice == NEXT_WEEK:
        assert (there.weekday(), there.date() > today) == (0, True)
    if choice == NEXT_MONTH:
        assert (there.day, (there.year, there.month) > (today.year, today.month)) == (1, True)


@pytest.mark.parametrize("typed", ["", "soon", "2026-02-30", "1999-01-01", "2026-11-22T11:59", "9999-12-31"])
def test_what_is_no_time_to_come_is_refused_in_words(typed):
    with pytest.raises(InvalidData, match="within a year"):
        reopens_at(typed, ZoneInfo("UTC"), datetime(2026, 11, 22, 12, tzinfo=UTC))


def test_a_day_alone_is_its_morning():
    at = reopens_at("2026-12-01", ZoneInfo("Europe/Tirane"), datetime(2026, 11, 22, 12, tzinfo=UTC))

    assert at == datetime(2026, 12, 1, 8, tzinfo=UTC)
