"""Times on the pages of a clinic are on its own clock, and its days are its own; programs hear UTC (F:L16)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import LeadPayload
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.settings.services.clinic import save_settings
from tenants.staff import roles
from tenants.staff.models import User
from tenants.tasking import clinic_task

AT = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"
ARRIVALS, TRAIL = "/admin/leads/leadpayload/", "/admin/audit/entry/"


@clinic_task()
def clock() -> str:
    return timezone.get_current_timezone_name()


@pytest.fixture
def desk():
    """`desk(clinic, "Asia/Tokyo")`: somebody who sees all of it, and a lead who came at AT."""

    def make(clinic, zone):
        with clinic_context(clinic):
            save_settings({"time_zone": zone})
        boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
        lead = make_lead(clinic, stage="Contacted", created_at=AT, last_arrival_at=AT, next_follow_up=AT)
        with clinic_context(clinic):
            LeadPayload.objects.create(body=b"{}", lead=lead, received_at=AT, result="known")
        return client_of(clinic, boss), lead

    return make


def text(client, address):
    return client.get(address).content.decode()


def listed(client, day):
    page = client.get(ARRIVALS, {"received_at_from": day, "received_at_to": day})
    return len(page.context["cl"].result_list)


def test_each_clinic_reads_its_own_clock_and_leaves_no_trace_of_it(clinic, other_clinic, desk):
    for here, zone, local in (
        (clinic, TOKYO, "10 Mar 2026, 08:30"),
        (other_clinic, NEW_YORK, "9 Mar 2026, 19:30"),
    ):
        client, lead = desk(here, zone)
        with clinic_context(here):
            entry = Entry.objects.latest("pk")

        pages = [f"/admin/leads/lead/{lead.pk}/change/", "/admin/leads/lead/", "/admin/leads/board/", ARRIVALS]
        unlike = [page for page in pages if local not in text(client, page)]
        trail = entry.timestamp.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")
        told = client.get(f"/api/v1/leads/{lead.pk}").json()

        assert unlike == []
        assert trail in text(client, TRAIL)
        assert told["created_at"] == "2026-03-09T23:30:00Z"
        assert (timezone.get_current_timezone_name(), clock.run(clinic=str(here.uuid))) == ("UTC", "UTC")


def test_a_day_of_the_timeline_is_the_readers(clinic, desk):
    client, lead = desk(clinic, TOKYO)
    with clinic_context(clinic):
        for hour in (14, 15):
            LeadPayload.objects.create(body=b"{}", lead=lead, received_at=AT.replace(hour=hour), result="known")

    page = text(client, f"/admin/leads/lead/{lead.pk}/change/")

    assert page.count("Monday 9 March 2026") == 1
    assert page.count("Tuesday 10 March 2026") == 1


def test_days_to_narrow_by_are_the_clinics_whatever_clock_the_reader_has(clinic, other_clinic, desk):
    tokyo, new_york = desk(clinic, TOKYO)[0], desk(other_clinic, NEW_YORK)[0]
    with clinic_context(clinic):
        User.objects.update(time_zone=NEW_YORK)

    found = [[listed(client, f"2026-03-{day}") for day in ("09", "10")] for client in (tokyo, new_york)]

    assert found == [[0, 1], [1, 0]]


def test_ones_own_clock_comes_before_the_clinics(clinic, desk):
    client, lead = desk(clinic, TOKYO)
    with clinic_context(clinic):
        User.objects.update(time_zone=NEW_YORK)

    assert "9 Mar 2026, 19:30" in text(client, f"/admin/leads/lead/{lead.pk}/change/")
