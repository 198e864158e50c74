"""A message for later goes by the patient's clock, whatever the clocks do that night (H:C2, C3)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.services.later import MONDAY, TOMORROW, due_at, is_asleep, when_awake
from crm.lib.errors import InvalidData

ROME = ZoneInfo("Europe/Rome")
FRIDAY = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 23:30 in Rome
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
YEARS = [int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2026, 2028)]
moments = st.integers(*YEARS).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("choice", "zone", "at"),
    [
        ("in_2h", ROME, datetime(2026, 11, 21, 0, 30, tzinfo=UTC)),
        ("tomorrow", ROME, datetime(2026, 11, 21, 8, 0, tzinfo=UTC)),
        ("tomorrow", ZoneInfo("Asia/Tokyo"), datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),  # it is Saturday there
        ("monday", ROME, datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        ("2026-12-01T10:15", ROME, datetime(2026, 12, 1, 9, 15, tzinfo=UTC)),
        ("2026-12-01", ROME, datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        ("2027-03-28T02:30", ROME, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),  # no such time: three o'clock
        ("2027-10-31T02:30", ROME, datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_each_choice_is_a_moment_on_their_clock(choice, zone, at):
    assert due_at(choice, zone, FRIDAY) == at


def test_on_a_monday_the_next_one_is_meant():
    assert due_at(MONDAY, ROME, datetime(2026, 11, 23, 6, 0, tzinfo=UTC)) == datetime(
        2026, 11, 30, 8, 0, tzinfo=UTC
    )


@pytest.mark.parametrize("said", ["2026-11-20", "2028-01-01", "soon", "", "2026-13-40T10:00", "2026-12-01T25:00"])
def test_the_past_the_far_and_what_is_no_time_are_refused(said):
    with pytest.raises(InvalidData):
        due_at(said, ROME, FRIDAY)


@given(zone=zones, now=moments)
def test_tomorrow_is_their_next_day_at_nine_or_the_first_minute_after_a_gap(zone, now):
    there = due_at(TOMORROW, zone, now).astimezone(zone)

    wall = there.replace(tzinfo=None) - datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(9))
    assert timedelta(0) <= wall <= timedelta(days=1)  # Apia and Kwajalein left whole days out, before these years
    assert due_at(TOMORROW, zone, now) > now


@given(zone=zones, now=moments)
def test_there_is_one_nine_oclock_for_each_of_their_days(zone, now):
    first = due_at(TOMORROW, zone, now)
    second = due_at(TOMORROW, zone, first)

    assert second.astimezone(zone).date() - first.astimezone(zone).date() == timedelta(days=1)


@given(zone=zones, at=moments)
def test_nobody_is_proposed_to_be_written_to_at_night(zone, at):
    proposed = when_awake(at, zone)

    assert not is_asleep(proposed, zone)
    assert at <= proposed <= at + timedelta(hours=15)
    assert proposed == at or is_asleep(at, zone)
