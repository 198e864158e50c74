"""Months by the clinic's own clock, whatever the clocks of others say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tenants.limits.services.months import month_at, month_from

ZONES = [ZoneInfo(name) for name in ("Europe/Rome", "Pacific/Kiritimati", "America/Los_Angeles", "UTC")]
MOMENTS = st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS, st.sampled_from(ZONES))
def test_each_moment_lies_in_one_month_and_the_next_begins_where_it_ends(now, zone):
    month = month_at(now, zone)
    following = month_at(month.end, zone)

    assert month.start <= now < month.end
    assert month.first == now.astimezone(zone).date().replace(day=1)
    assert following.start == month.end
    assert month_from(month.first, zone) == month


def test_the_last_evening_of_a_month_is_already_the_next_one_further_east():
    evening = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert month_at(evening, ZoneInfo("UTC")).first.isoformat() == "2026-12-01"
    assert month_at(evening, ZoneInfo("Europe/Rome")).first.isoformat() == "2027-01-01"
    assert month_at(evening, ZoneInfo("Europe/Rome")).start == evening - timedelta(minutes=30)
