"""The palette (Ctrl-K): what it finds is what this person may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.statements import asked
from leads.models import Lead
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff.models import User

PALETTE = "/admin/search/?extended=1"


def look_for(client, term, **more):
    answer = client.get(PALETTE, {"s": term, "extended": "1", **more})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


@pytest.fixture
def two_marios(clinic, other_clinic):
    """A lead of the same first name in each clinic."""
    for place, surname in ((clinic, "Rossi"), (other_clinic, "Bianchi")):
        post_lead(
            client_of(place), key_of(place), first_name="Mario", last_name=surname, email=f"{surname}@example.com"
        )


def test_it_finds_leads_by_name_and_leads_to_their_page(agent_client, two_marios):
    found = look_for(agent_client, "mario")

    assert "Mario Rossi" in found
    address = found.split('href="')[1].split('"')[0]
    assert "Mario Rossi" in agent_client.get(address).content.decode()


def test_it_finds_a_name_as_it_is_written_in_turkish(agent_client, clinic):
    post_lead(client_of(clinic), key_of(clinic), first_name="İbrahim", email="ibrahim@example.com")

    assert "İbrahim" in look_for(agent_client, "İbrahim")


def test_it_never_finds_a_neighbours(agent_client, two_marios):
    assert "Bianchi" not in look_for(agent_client, "mario")
    assert "No results" in look_for(agent_client, "bianchi")


def test_it_finds_lists_by_their_name(agent_client):
    assert "/admin/leads/lead/" in look_for(agent_client, "lead")


def test_it_finds_nothing_that_this_person_may_not_view(clinic, two_marios):
    nobody = make_user(clinic)
    with clinic_context(clinic):
        nobody.groups.clear()

    assert "No results" in look_for(client_of(clinic, nobody), "mario")


def test_it_finds_no_list_that_the_role_does_not_open(clinic, agent_client):
    admin_client = client_of(clinic, make_user(clinic, role="Admin", email="admin@example.com"))

    assert "/admin/staff/user/" in look_for(admin_client, "staff")
    assert "/admin/staff/user/" not in look_for(agent_client, "staff")


def test_it_finds_no_colleagues_lead_for_somebody_who_sees_their_own_only(clinic, two_marios):
    reader = make_user(clinic, data_scope=User.DataScope.OWN)
    colleague = make_user(clinic, email="colleague@example.com")
    assert "Mario Rossi" in look_for(client_of(clinic, reader), "mario")
    with clinic_context(clinic):
        Lead.objects.update(assigned_to=colleague)

    assert "No results" in look_for(client_of(clinic, reader), "mario")


def test_it_forgets_at_once_what_somebody_may_no_longer_see(clinic, two_marios):
    agent = make_user(clinic)
    client = client_of(clinic, agent)
    assert "Mario Rossi" in look_for(client, "mario")
    with clinic_context(clinic):
        agent.groups.clear()

    assert "Mario Rossi" not in look_for(client, "mario")


@pytest.mark.parametrize("page", ["9", "0", "-1", "abc", "1.5", "٣x", "9" * 5000, ""])
def test_a_page_that_is_not_there_is_the_nearest_one(agent_client, two_marios, page):
    assert "Mario Rossi" in look_for(agent_client, "mario", page=page)


@pytest.mark.parametrize("extended", [{}, {"extended": "1"}])
def test_an_empty_question_has_an_empty_answer(agent_client, extended):
    assert agent_client.get("/admin/search/", {"s": "  ", **extended}).content == b""


def test_leads_of_the_same_name_are_told_apart_by_how_they_are_reached(agent_client, clinic):
    client, key = client_of(clinic), key_of(clinic)
    post_lead(client, key, first_name="Mario", last_name="Rossi", email="first@example.com")
    post_lead(client, key, first_name="Mario", last_name="Rossi", phone="+44 7700 900123")

    found = look_for(agent_client, "mario")

    assert "Lead · first@example.com" in found
    assert "Lead · +44 7700 900123" in found


def test_more_leads_in_it_cost_no_more_statements(agent_client, clinic):
    made = [make_lead(clinic, "Mario") for _ in range(2)]
    look_for(agent_client, "mario")
    with CaptureQueriesContext(connection) as few:
        look_for(agent_client, "mario")
    made += [make_lead(clinic, "Mario") for _ in range(6)]
    for lead in made:
        reach(clinic, lead, "email", f"mario{lead.pk}@example.com")

    with CaptureQueriesContext(connection) as many:
        look_for(agent_client, "mario")

    assert len(asked(many)) == len(asked(few))
