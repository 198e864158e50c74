"""The page of one lead: what is known, how they came, and nothing a stranger can do with it (LOOK.md 03)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.people import make_user
from crm.testing.statements import asked
from leads.history.told import followable
from leads.services.doubts import COUNTRY_GUESSED
from leads.tests.factories import arrive, make_lead, reach
from leads.tests.happened import arrivals_on
from tenants.context import clinic_context
from tenants.settings.services.clinic import save_settings


@pytest.fixture
def here(clinic):
    return clinic


def page_of(client, lead) -> str:
    answer = client.get(f"/admin/leads/lead/{lead.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_the_person_and_how_to_reach_them(here, agent, agent_client):
    lead = make_lead(here, assigned_to=agent, country="IT")
    reach(here, lead, "phone", "+393331110142")
    reach(here, lead, "email", "marco@example.it")

    page = page_of(agent_client, lead)

    assert 'href="tel:+393331110142"' in page
    assert "+39 333 111 0142" in page
    assert 'href="mailto:marco@example.it"' in page
    assert page.count("<h1") == 1


def test_an_identity_nobody_can_be_reached_by_is_flagged_and_no_link(here, agent_client):
    lead = make_lead(here)
    reach(here, lead, "phone", "333 12", is_valid=False)

    page = page_of(agent_client, lead)

    assert "is not a full phone number" in page
    assert "tel:" not in page


def test_the_stage_bar_ends_where_the_lead_stands(here, agent_client):
    lead = make_lead(here, stage="Contacted")

    steps = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/").context["steps"]

    assert [(step.name, step.state) for step in steps[:4]] == [
        ("New", "done"),
        ("Assigned", "done"),
        ("Contacted", "now"),
        ("Replied", ""),
    ]
    assert "Lost" not in [step.name for step in steps]


def test_a_lost_lead_stands_nowhere_on_the_way(here, agent_client):
    lead = make_lead(here, stage="Lost")

    answer = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/")

    assert {step.state for step in answer.context["steps"]} == {""}
    assert "Lost" in answer.content.decode()


def test_every_arrival_is_told_newest_first_with_what_it_said(here, agent_client):
    lead = make_lead(here)
    arrive(here, lead, minutes=60, result="new", landing_page_url="https://clinic.example/implants", gclid="abc123")
    arrive(here, lead, minutes=1, utm_campaign="autumn", fbclid="fb123", referrer_url="https://search.example/")

    answer = agent_client.get(f"/admin/leads/lead/{lead.pk}/change/")
    page = answer.content.decode()

    assert [arrival.word for arrival in arrivals_on(answer)] == ["Known lead", "New lead"]
    for piece in ("https://clinic.example/implants", "abc123", "autumn", "fb123", "https://search.example/"):
        assert piece in page


def test_a_name_a_mail_or_a_number_that_is_not_the_leads_stands_with_its_arrival(here, agent_client):
    lead = make_lead(here, "Mario", "Rossi")
    reach(here, lead, "phone", "+39333111222")
    arrive(here, lead, first_name="Mario", last_name="Rossi", phone="0039 333 111222")
    arrive(here, lead, first_name="Anna", last_name="Rossi", phone="+39333111222", email="anna@example.com")

    arrivals = arrivals_on(agent_client.get(f"/admin/leads/lead/{lead.pk}/change/"))

    assert [[(fact.name, fact.text) for fact in arrival.facts] for arrival in arrivals] == [
        [("name", "Anna Rossi"), ("email", "anna@example.com")],
        [],
    ]
    assert "anna@example.com" in page_of(agent_client, lead)


def test_what_they_wrote_and_where_they_came_from_the_first_time_stand_with_the_arrival(here, agent_client):
    lead = make_lead(here, "Mario", "Rossi")
    first = {
        "utm_source": "facebook",
        "landing_page_url": "https://clinic.example/",
        "at": "2026-08-01T10:00:00+00:00",
    }
    arrive(here, lead, name="Mario Rossi", message="Two lines\nof text", utm_source="google", first_touch=first)

    arrivals = arrivals_on(agent_client.get(f"/admin/leads/lead/{lead.pk}/change/"))

    assert [(fact.name, str(fact.label), fact.text) for fact in arrivals[0].facts] == [
        ("message", "Message", "Two lines\nof text"),
        ("utm_source", "Campaign source", "google"),
        ("first_at", "First visit", "1 Aug 2026"),
        ("first_landing_page_url", "First visit: Landing page", "https://clinic.example/"),
        ("first_utm_source", "First visit: Campaign source", "facebook"),
    ]


def test_a_first_visit_that_is_this_one_is_told_once(here, agent_client):
    lead = make_lead(here)
    arrive(here, lead, utm_source="google", first_touch={"utm_source": "google", "at": "2026-08-01T10:00:00+00:00"})

    arrivals = arrivals_on(agent_client.get(f"/admin/leads/lead/{lead.pk}/change/"))

    assert [fact.name for fact in arrivals[0].facts] == ["utm_source"]


def test_a_number_that_was_read_as_one_of_the_clinics_country_is_known_again_as_the_leads(here, agent_client):
    with clinic_context(here):
        save_settings({"country": "IT"})
    lead = make_lead(here, "Mario", "Rossi")
    reach(here, lead, "phone", "+393331112222")
    arrive(here, lead, phone="333 111 2222", reason=COUNTRY_GUESSED)
    arrive(here, lead, phone="333 999 2222", reason=COUNTRY_GUESSED)

    arrivals = arrivals_on(agent_client.get(f"/admin/leads/lead/{lead.pk}/change/"))

    assert [[fact.text for fact in arrival.facts] for arrival in arrivals] == [["333 999 2222"], []]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "//evil.example", "https://", "[", "x"],
)
def test_an_address_that_is_no_web_page_is_never_a_link(here, agent_client, address):
    lead = make_lead(here)
    arrive(here, lead, landing_page_url=address, referrer_url=address)

    page = page_of(agent_client, lead)

    assert f'href="{address}' not in page
    assert followable(address) == ""


def test_links_that_a_stranger_chose_tell_nobody_where_we_come_from(here, agent_client):
    lead = make_lead(here)
    arrive(here, lead, landing_page_url='https://clinic.example/?a="><script>1</script>')

    page = page_of(agent_client, lead)

    assert 'rel="noopener nofollow noreferrer"' in page
    assert "<script>1" not in page


def test_more_arrivals_cost_no_more_questions(here, agent_client, believed):
    def cost(lead) -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(agent_client, lead)
        return len(asked(captured))

    quiet, loud = make_lead(here), make_lead(here, "Loud")
    reach(here, quiet, "email", "quiet@example.com")
    for number in range(30):
        reach(here, loud, "email", f"{number}@example.com")
        arrive(here, loud, minutes=number)
    page_of(agent_client, quiet)

    # form, timeline of nine sources, companions, next step, consents, stops, triage, in touch, patient,
    # whether one watches, sequences, what brought them
    assert cost(loud) == cost(quiet) <= 47


def test_missing_foreign_and_invisible_leads_are_one_404(clinic, other_clinic, agent, agent_client):
    foreign = make_lead(other_clinic, "Neighbour")
    colleague = make_user(clinic, email="other@example.com")
    hidden = make_lead(clinic, assigned_to=colleague)
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)

    ids = [foreign.pk, hidden.pk, 999_999_999, 10**30, "nonsense", "%00"]
    answers = [agent_client.get(f"/admin/leads/lead/{pk}/change/") for pk in ids]
    histories = [agent_client.get(f"/admin/leads/lead/{pk}/history/") for pk in ids]

    assert {answer.status_code for answer in answers + histories} == {404}
    assert len({answer.content for answer in answers + histories}) == 1
