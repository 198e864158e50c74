"""Who is at work: the switch, else the hours on the person's own wall clock, also when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.errors import InvalidData
from crm.testing.people import make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.staff.services.shifts import is_on_shift, on_shift, switch_shift, works_at
from tenants.staff.services.weekly import over_midnight, replace_hours

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
ZONES = ["Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
moments = st.integers(0, 2 * 365 * 1440).map(lambda minute: NOON + timedelta(minutes=minute))
minutes = st.integers(0, 1439)


@given(moments, st.sampled_from(ZONES), st.integers(0, 6), minutes, minutes)
def test_inside_is_what_the_clock_on_the_wall_says(now, zone, day, starts, ends):
    wall = now.astimezone(ZoneInfo(zone))
    since = ((wall.weekday() - day) % 7) * 1440 + wall.hour * 60 + wall.minute
    length = (ends - starts) % 1440 or 1440

    works = works_at(over_midnight(day, starts, ends), now, ZoneInfo(zone))

    assert works == ((since - starts) % (7 * 1440) < length)


@pytest.mark.parametrize(
    ("utc", "works"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), False),  # 01:59; 02:00 to 03:00 does not exist that night
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), False),  # 03:00
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), True),  # 02:30
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), True),  # 02:30 again
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), False),
    ],
)
def test_the_night_when_clocks_change(utc, works):
    assert works_at([(6, 120, 180)], utc, ZoneInfo("Europe/Rome")) == works


def test_the_switch_rules_until_it_ends_and_nobody_closed_is_at_work(clinic, agent):
    with clinic_context(clinic):
        replace_hours(agent, [(0, 0, 60)])
        switch_shift(agent, "on", until=NOON + timedelta(hours=1), now=NOON)
        agent = User.objects.get(pk=agent.pk)

        assert is_on_shift(agent, NOON)
        assert not is_on_shift(agent, NOON + timedelta(hours=1))
        agent.is_active = False
        assert not is_on_shift(agent, NOON)


def test_a_guest_of_the_platform_is_never_at_work(clinic, agent):
    with clinic_context(clinic):
        until = NOON + timedelta(hours=1)
        User.objects.filter(pk=agent.pk).update(is_visitor=True, visit_ends_at=until, shift="on")

        assert not is_on_shift(User.objects.get(pk=agent.pk), NOON)
        assert agent not in on_shift(NOON)


def test_the_switch_says_on_its_page_what_it_does_not_take(agent_client):
    answer = agent_client.post("/admin/me/shift/", {"shift": "perhaps"})

    assert answer.status_code == 422
    assert "Choose on, off" in answer.content.decode()


def test_the_trail_holds_hours_in_the_language_of_everybody(clinic, agent):
    with clinic_context(clinic), override("it"):
        replace_hours(agent, [(0, 480, 720)])

        assert Entry.objects.saying("staff.hours_changed").get().changes["hours"][1] == "Monday 08:00-12:00"


@pytest.mark.parametrize(("shift", "hours"), [("perhaps", 1), ("", 1), ("on", 0), ("off", -1)])
def test_what_is_no_switch_is_refused(clinic, agent, shift, hours):
    with clinic_context(clinic), pytest.raises(InvalidData):
        switch_shift(agent, shift, until=NOON + timedelta(hours=hours), now=NOON)


def test_the_people_at_work_now_are_found_at_the_same_cost_for_any_number(
    clinic, agent, django_assert_max_num_queries
):
    others = [make_user(clinic, email=f"{n}@example.com", shift="off") for n in range(3)]
    make_user(clinic, email="guest@example.com", shift="on", is_visitor=True)

    with clinic_context(clinic), django_assert_max_num_queries(5):
        found = set(on_shift(NOON))

    assert found == {agent}
    assert not found & set(others)
