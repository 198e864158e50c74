"""A stage that asks something is answered where it is chosen: on the page of a lead and in the bar of the list."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from leads.models import Enquiry, Lead
from leads.tests.factories import make_lead, stage_of
from leads.tests.test_lead_editing import address, form_of
from tenants.context import clinic_context
from tenants.staff.services.shifts import zone_of_clinic

LIST, NEW_YORK = "/admin/leads/lead/", "America/New_York"
SOON = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def here(clinic):
    return clinic


def to(clinic, meaning: str) -> str:
    with clinic_context(clinic):
        return str(stage_of(meaning).pk)


def meaning_of(clinic, lead) -> str:
    with clinic_context(clinic):
        return Lead.objects.get(pk=lead.pk).stage.semantic


CASES = [
    ("lost", "lost_reason", {"lost_reason": "price", "lost_note": "too dear"}),
    ("accepted", "amount", {"amount": "4900.50", "currency": "GBP"}),
    ("callback", "follow_up_at", {"follow_up_at": SOON}),
]


@pytest.mark.parametrize(("meaning", "field", "answered"), CASES)
def test_the_page_says_beside_the_field_what_is_missing_and_takes_it(here, agent_client, meaning, field, answered):
    lead = make_lead(here)
    sent = form_of(agent_client, lead) | {"stage": to(here, meaning)}

    refused = agent_client.post(address(lead), sent)
    stood = meaning_of(here, lead)
    saved = agent_client.post(address(lead), sent | answered)

    page = refused.content.decode()
    assert (refused.status_code, stood) == (422, "new")
    assert f'id="id_{field}_error"' in page
    assert f'aria-describedby="id_{field}_error"' in page
    assert (saved.status_code, meaning_of(here, lead)) == (302, meaning)


@pytest.mark.parametrize(("meaning", "field", "answered"), CASES)
def test_the_bar_says_what_is_missing_and_takes_it(here, agent_client, meaning, field, answered):
    lead = make_lead(here)
    sent = {"action": "move", "_selected_action": str(lead.pk), "move": to(here, meaning)}

    refused = agent_client.post(LIST, sent, follow=True)
    stood = meaning_of(here, lead)
    agent_client.post(LIST, sent | answered)

    assert stood == "new"
    assert len(refused.context["messages"]) == 1
    assert meaning_of(here, lead) == meaning


def test_a_call_back_is_on_the_patients_clock_on_each_page_of_theirs_and_on_the_clinics_in_the_bar(
    here, agent_client
):
    leads = [make_lead(here, country="US") for _ in range(3)]
    callback, when = to(here, "callback"), {"follow_up_at": SOON}

    agent_client.post(address(leads[0]), form_of(agent_client, leads[0]) | {"stage": callback} | when)
    card = {"stage": callback, "was": leads[1].stage_id}
    agent_client.post(f"/admin/leads/board/{leads[1].pk}/", card | when)
    chosen = {"action": "move", "_selected_action": str(leads[2].pk), "move": callback}
    agent_client.post(LIST, chosen | when)

    with clinic_context(here):
        clinics = zone_of_clinic()
        due = [Lead.objects.get(pk=lead.pk).next_follow_up for lead in leads]
    wall = [datetime.fromisoformat(SOON).replace(tzinfo=ZoneInfo(zone)) for zone in (NEW_YORK, NEW_YORK, clinics)]
    assert due == wall


def test_an_amount_is_kept_in_minor_units(here, agent_client):
    lead = make_lead(here)
    sent = form_of(agent_client, lead) | {"stage": to(here, "accepted"), "amount": "4900.50", "currency": "GBP"}

    agent_client.post(address(lead), sent)

    with clinic_context(here):
        row = Enquiry.objects.get(lead=lead)
    assert (row.amount, row.currency) == (490_050, "GBP")


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "much"}, {"amount": "-1"}, {"amount": "1e40"}, {"currency": "XXX"}, {"lost_reason": "\x00"}],
)
def test_what_is_no_answer_is_refused_on_both_doors(here, agent_client, wrong):
    lead = make_lead(here)
    sent = form_of(agent_client, lead) | {"stage": to(here, "accepted"), "amount": "5"} | wrong
    chosen = {
        "action": "move",
        "_selected_action": str(lead.pk),
        "move": to(here, "accepted"),
        "amount": "5",
    } | wrong

    page, bar = agent_client.post(address(lead), sent), agent_client.post(LIST, chosen)

    assert (page.status_code, bar.status_code) == (422, 302)
    assert meaning_of(here, lead) == "new"


def options(page: str, select: str) -> str:
    """The HTML of the options of one field."""
    return page.split(f'id="{select}"', 1)[1].split("</select>", 1)[0]


@pytest.mark.parametrize("select", ["id_stage", "bulk-move"])
def test_options_say_what_they_ask_and_replied_is_none_to_choose(here, agent_client, select):
    lead = make_lead(here)

    page = agent_client.get(address(lead) if select == "id_stage" else LIST).content.decode()

    offered = options(page, select)
    assert f'<option value="{to(here, "lost")}" data-asks="lost">' in offered
    assert "Replied" not in offered
    assert 'class="bw-asked bw-asked-lost"' in page


def test_a_lead_that_is_lost_already_may_say_why_again_and_need_not(here, agent_client):
    lead = make_lead(here, stage="Lost")

    answer = agent_client.post(address(lead), form_of(agent_client, lead) | {"first_name": "Mario"})

    assert answer.status_code == 302
    assert 'data-asks="lost"' in agent_client.get(address(lead)).content.decode()
