"""Where somebody lands, what stands there, and which addresses are none."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, make_user
from crm.testing.statements import asked
from leads.models import Lead
from leads.services.answering import begin_wait
from leads.services.stages import first_stage
from tenants.context import clinic_context
from tenants.staff import roles


@pytest.mark.parametrize("path", ["/", "/dashboard"])
def test_home_leads_to_the_day(agent_client, path):
    assert agent_client.get(path, follow=True).redirect_chain[-1][0] == "/admin/"


def test_home_of_somebody_logged_out_is_the_login(clinic):
    answer = client_of(clinic).get("/", follow=True)

    assert answer.redirect_chain[-1][0].startswith("/admin/login/")


def test_somebody_without_a_role_is_told_whom_to_ask(clinic):
    nobody = make_user(clinic)
    client = client_of(clinic, nobody)
    with clinic_context(clinic):
        nobody.groups.clear()

    assert "The Admin of your clinic" in client.get("/admin/").content.decode()


def _lead(name, *, minutes_ago, **fields):
    then = timezone.now() - timedelta(minutes=minutes_ago)
    stage, due = first_stage(), then + timedelta(minutes=15)
    at = {"created_at": then, "last_arrival_at": then, "answer_due_at": due}
    lead = Lead.objects.create(first_name=name, stage=stage, **at, **fields)
    begin_wait(lead.pk, stage, at=then, enquiry=1)
    return lead


def test_the_day_of_an_agent_begins_with_whoever_waits_longest(clinic, agent_client):
    with clinic_context(clinic):
        _lead("Giulia", minutes_ago=4)
        _lead("Marco", minutes_ago=40)

    page = agent_client.get("/admin/").content.decode()

    assert "Start with Marco" in page
    assert page.index("Start with Marco") < page.index("Giulia")
    assert "An answer is late." in page


def test_a_day_without_leads_says_that_nothing_is_wrong(agent_client):
    assert "No one is waiting" in agent_client.get("/admin/").content.decode()


def test_an_agent_who_sees_only_his_own_is_not_shown_a_colleagues_lead(clinic, other_clinic):
    colleague = make_user(clinic, email="colleague@example.com")
    agent = make_user(clinic, data_scope="own")
    with clinic_context(clinic):
        _lead("Marco", minutes_ago=40, assigned_to=colleague)
    with clinic_context(other_clinic):
        _lead("Elsewhere", minutes_ago=60)

    page = client_of(clinic, agent).get("/admin/").content.decode()

    assert "Marco" not in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize(
    ("role", "works", "counts"),
    [
        (roles.ADMIN, True, True),
        (roles.MANAGER, True, True),
        (roles.AGENT, True, False),
        (roles.MARKETING, False, True),
        (roles.READ_ONLY, False, True),
    ],
)
def test_the_landing_page_is_made_for_the_role(clinic, role, works, counts):
    page = client_of(clinic, make_user(clinic, role=role)).get("/admin/").content.decode()

    assert ("No one is waiting" in page) is works
    assert ("Arrived in 7 days" in page) is counts


def test_counts_are_those_of_what_the_reader_may_see(clinic):
    colleague = make_user(clinic, email="colleague@example.com")
    manager = make_user(clinic, role=roles.MANAGER, data_scope="own", email="manager@example.com")
    with clinic_context(clinic):
        _lead("Marco", minutes_ago=40, assigned_to=colleague)
        _lead("Giulia", minutes_ago=4)

    page = client_of(clinic, manager).get("/admin/")

    assert "the longest for 4 min" in page.content.decode()


def test_more_leads_cost_one_statement_to_count_them(clinic, agent_client):
    with clinic_context(clinic):
        _lead("Marco", minutes_ago=40)
        _lead("Giulia", minutes_ago=4)
    agent_client.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        agent_client.get("/admin/")
    with clinic_context(clinic):
        for number in range(20):
            _lead(f"Lead {number}", minutes_ago=number)

    with CaptureQueriesContext(connection) as many:
        agent_client.get("/admin/")

    assert len(asked(many)) == len(asked(few)) + 1


def test_an_address_with_nul_is_400(agent_client):
    assert agent_client.get("/admin/leads/lead/?source__exact=%00").status_code == 400


def test_no_address_asks_for_any_table_by_number(agent_client):
    assert agent_client.get("/admin/r/1/1/").status_code == 404
