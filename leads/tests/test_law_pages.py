"""The box of consents on a lead's page, the list of stops, the pages of partners (H:G4, G7, A2, A6)."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import Consent, Lead, Partner, Suppression
from leads.services.consent import is_suppressed, suppress
from leads.services.merging_leads import merge_leads
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles

PHONE = ("phone", "+39333111222")


@pytest.fixture
def lead(clinic):
    lead = make_lead(clinic)
    reach(clinic, lead, *PHONE)
    return lead


@pytest.fixture
def admin_client(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="admin@example.com"))


@pytest.fixture
def manager_client(clinic):
    return client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))


def page(lead) -> str:
    return f"/admin/leads/lead/{lead.pk}/change/"


def send(client, lead, what: str, **more: str):
    return client.post(f"/admin/consents/{lead.pk}/", {"what": what, **more}, follow=True)


def stopped(clinic) -> bool:
    with clinic_context(clinic):
        return is_suppressed(*PHONE)


def test_an_agent_notes_what_they_agree_to_and_the_page_shows_the_words(clinic, agent_client, lead):
    said = {"purpose": "marketing", "words": "May we write to you?"}

    answer = send(agent_client, lead, "give", **said)
    answer = send(agent_client, lead, "withdraw", purpose="photos")

    text = answer.content.decode()
    assert "May we write to you?" in text
    assert ("agreed" in text, "taken back" in text) == (True, True)
    with clinic_context(clinic):
        assert Consent.objects.count() == 2


def test_an_agent_stops_and_a_manager_lifts(clinic, agent_client, manager_client, lead):
    first = send(agent_client, lead, "stop")
    send(agent_client, lead, "lift")
    after_agent = stopped(clinic)
    send(manager_client, lead, "lift")

    assert "Do not contact" in first.content.decode()
    assert (after_agent, stopped(clinic)) == (True, False)


def test_who_has_no_address_is_stopped_and_lifted_too(clinic, agent_client, manager_client):
    bare = make_lead(clinic)

    first = send(agent_client, bare, "stop")
    shown = manager_client.get(page(bare)).content.decode()
    send(manager_client, bare, "lift")

    assert "Do not contact" in first.content.decode()
    assert 'value="lift"' in shown
    with clinic_context(clinic):
        assert not Lead.objects.get(pk=bare.pk).do_not_contact


NO_ORDERS = [
    *({}, {"what": "erase"}, {"what": "give"}),
    *({"what": "give", "purpose": "x"}, {"what": "stop", "channel": "x"}),
]


@pytest.mark.parametrize("sent", NO_ORDERS, ids=str)
def test_what_is_no_order_changes_nothing(clinic, agent_client, lead, sent):
    answer = agent_client.post(f"/admin/consents/{lead.pk}/", sent, follow=True)

    assert answer.status_code == 200
    with clinic_context(clinic):
        assert (Consent.objects.count(), Suppression.objects.count()) == (0, 0)


def test_a_colleagues_lead_is_404_and_gets_no_rows(clinic, agent, agent_client, lead):
    owner = make_user(clinic, email="owner@example.com")
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(assigned_to=owner)
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    answers = [send(agent_client, lead, what, purpose="contact") for what in ("give", "stop", "lift")]

    assert {answer.status_code for answer in answers} == {404}
    assert not stopped(clinic)


def test_the_list_of_stops_names_no_address_and_finds_one_that_is_typed(clinic, agent, manager_client, lead):
    with clinic_context(clinic):
        suppress([PHONE], reason="asked", source="by hand", by=agent, now=timezone.now(), lead=lead.pk)

    shown = manager_client.get("/admin/stops/").content.decode()
    found = manager_client.post("/admin/stops/", {"address": "+39 333 111 222"}).content.decode()
    other = manager_client.post("/admin/stops/", {"address": "anna@example.com"}).content.decode()

    assert ("Marco" in shown, "333" in shown) == (True, False)
    assert 'value="lift"' in found
    assert "may be written to" in other


def test_an_address_is_stopped_and_lifted_without_a_lead(clinic, manager_client):
    answer = manager_client.post("/admin/stops/", {"address": PHONE[1], "what": "stop"})
    during = stopped(clinic)
    manager_client.post("/admin/stops/", {"address": PHONE[1], "what": "lift"})

    assert (answer.status_code, during, stopped(clinic)) == (200, True, False)


@pytest.mark.parametrize("typed", ["", "nobody", "x" * 300, "12"])
def test_what_is_no_address_is_said_beside_the_field(manager_client, typed):
    answer = manager_client.post("/admin/stops/", {"address": typed, "what": "stop"})

    assert (answer.status_code, "address" in answer.context["form"].errors) == (422, True)


@pytest.mark.parametrize("role", [roles.AGENT, roles.MARKETING, roles.READ_ONLY])
def test_the_list_of_stops_is_for_admin_and_manager(clinic, role):
    client = client_of(clinic, make_user(clinic, role=role, email="x@example.com"))

    assert client.get("/admin/stops/").status_code == 403


def test_an_admin_keeps_a_partner_and_its_people(clinic, admin_client):
    person = make_user(clinic, email="p@example.com", data_scope="part")
    inside = make_user(clinic, email="inside@example.com")
    sent = {"name": "Adria", "is_active": "on", "members": [person.pk]}

    made = admin_client.post("/admin/leads/partner/add/", sent)
    refused = admin_client.post("/admin/leads/partner/add/", sent | {"name": "B", "members": [inside.pk]})

    assert (made.status_code, refused.status_code) == (302, 422)
    with clinic_context(clinic):
        partner = Partner.objects.get()
        assert (partner.code, list(partner.members.all())) == ("adria", [person])
    assert "Adria" in admin_client.get("/admin/leads/partner/").content.decode()
    assert admin_client.get(f"/admin/leads/partner/{partner.pk}/change/").status_code == 200


def test_a_manager_looks_at_partners_and_changes_none(clinic, manager_client):
    with clinic_context(clinic):
        partner = Partner.objects.create(name="Adria", code="adria")

    address = f"/admin/leads/partner/{partner.pk}/change/"

    assert manager_client.get(address).status_code == 200
    assert manager_client.post(address, {"name": "Eve"}).status_code == 403


def test_a_person_may_see_a_partners_leads(clinic, admin_client, agent):
    answer = admin_client.get(f"/admin/staff/user/{agent.pk}/change/")

    assert "Leads of the partner they work for" in answer.content.decode()


def test_the_page_of_a_merged_lead_leads_on(clinic, act, agent_client, lead):
    other = make_lead(clinic)
    act(merge_leads, lead.pk, other.pk)

    assert agent_client.get(page(other))["Location"] == page(lead)
    assert agent_client.get(page(lead)).status_code == 200
