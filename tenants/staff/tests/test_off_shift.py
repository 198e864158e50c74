"""Who is off shift is reminded of it beside the bell, on every page (F:T7)."""

import pytest
from django.utils import timezone

from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.staff.services.shifts import switch_shift
from tenants.staff.services.weekly import replace_hours

MARK = "bw-off"


def page(client) -> str:
    return client.get("/admin/").content.decode()


def test_the_switch_is_seen_at_once(clinic, agent, agent_client):
    before = page(agent_client)
    with clinic_context(clinic):
        switch_shift(agent, User.Shift.OFF, until=None, now=timezone.now())
    off = page(agent_client)
    with clinic_context(clinic):
        switch_shift(agent, User.Shift.ON, until=None, now=timezone.now())

    assert (MARK in before, MARK in off, MARK in page(agent_client)) == (False, True, False)
    assert "Off shift" in off


@pytest.mark.parametrize(("days", "is_off"), [([], False), (range(7), False), ([-1], True)])
def test_the_hours_count_too(clinic, agent, agent_client, days, is_off):
    today = timezone.now().weekday()
    other = [((today + 3) % 7, 0, 1440)] if -1 in days else [(day, 0, 1440) for day in days]
    with clinic_context(clinic):
        replace_hours(agent, other)

    assert (MARK in page(agent_client)) is is_off


def test_a_colleagues_shift_is_not_ones_own(clinic, agent_client):
    colleague = make_user(clinic, email="other@example.com")
    with clinic_context(clinic):
        switch_shift(colleague, User.Shift.OFF, until=None, now=timezone.now())

    assert MARK not in page(agent_client)
