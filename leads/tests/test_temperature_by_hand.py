"""The pin on the page of a lead: who set it is shown, and a button lets it go (F:0.1, LOOK 4)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Heat, Temperature
from leads.tests.factories import make_lead, scored
from tenants.context import clinic_context
from tenants.staff import roles


@pytest.fixture
def lead(clinic):
    return make_lead(clinic, **scored(has_phone=True))


def page_of(client, lead) -> str:
    return client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()


def post(client, lead, wanted: str):
    return client.post(f"/admin/leads/{lead.pk}/temperature/", {"temperature": wanted})


def only_heat(clinic) -> Heat:
    with clinic_context(clinic):
        return Heat.objects.get()


def test_a_temperature_is_pinned_shown_with_who_did_it_and_let_go(clinic, lead, agent, agent_client):
    begun = page_of(agent_client, lead)
    answer = post(agent_client, lead, "hot")
    pinned = page_of(agent_client, lead)
    listed = agent_client.get("/admin/leads/lead/").content.decode()
    post(agent_client, lead, "release")

    assert (answer.status_code, answer["Location"]) == (302, f"/admin/leads/lead/{lead.pk}/change/")
    assert ("Let go" in begun, "Let go" in pinned, f"Set by <bdi>{agent}</bdi>" in pinned) == (False, True, True)
    assert ">keep</span>" in listed
    assert only_heat(clinic).pinned_at is None


@pytest.mark.parametrize("wanted", ["", "boiling", "\x00", "HOT"])
def test_what_is_no_temperature_changes_nothing_and_is_said(clinic, lead, agent_client, wanted):
    post(agent_client, lead, wanted)

    assert only_heat(clinic).pinned_at is None
    assert "Choose hot, warm or cold." in page_of(agent_client, lead)


def test_who_only_looks_gets_no_pin(clinic, lead):
    reader = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="reader@example.com"))

    assert post(reader, lead, "hot").status_code == 403
    assert "temperature/" not in page_of(reader, lead)


def test_a_lead_of_a_colleague_is_not_there_and_one_too_large_neither(clinic, agent):
    colleague = make_user(clinic, email="colleague@example.com")
    theirs = make_lead(clinic, assigned_to=colleague)
    own = client_of(clinic, make_user(clinic, email="own@example.com", data_scope="own"))

    answers = [post(own, theirs, "hot").status_code]
    answers.append(own.post(f"/admin/leads/{10**30}/temperature/", {"temperature": "hot"}).status_code)

    assert answers == [404, 404]
    assert only_heat(clinic).temperature == Temperature.COLD
