"""The agent's list: who is in it, in which order, and what it costs (LOOK.md screen 02)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.testing.people import client_of, make_user
from crm.testing.statements import asked
from leads.models import Lead
from leads.tests.factories import make_lead, reach
from leads.tests.held import hold
from tenants.context import clinic_context
from tenants.staff import roles

LIST = "/admin/leads/lead/"


@pytest.fixture
def here(clinic):
    return clinic


def names(answer) -> list[str]:
    return [lead.full_name for lead in answer.context["cl"].result_list]


def test_whoever_wrote_last_stands_first(here, agent_client):
    make_lead(here, "Patricia", "Odell", minutes=10)
    make_lead(here, "Marco", "Bellini", minutes=3)
    make_lead(here, "Sarah", "Whitcombe", minutes=30)

    answer = agent_client.get(LIST)

    assert names(answer) == ["Marco Bellini", "Patricia Odell", "Sarah Whitcombe"]


def test_a_row_says_who_where_from_how_long_ago_and_whose(here, agent, agent_client):
    lead = make_lead(here, country="IT", assigned_to=agent, minutes=5)
    reach(here, lead, "phone", "+393331110142")

    page = agent_client.get(LIST).content.decode()

    assert f'href="/admin/leads/lead/{lead.pk}/change/"' in page
    for piece in ("Marco Bellini", ">IT<", "+39 333 111 0142", ">New<", "s-new", "Website", "5 min", "agent@"):
        assert piece in page


def test_what_a_stranger_typed_is_text(here, agent_client):
    make_lead(here, "<script>alert(1)</script>", "<b>Eve</b>")

    page = agent_client.get(LIST).content.decode()

    assert "<script>alert" not in page
    assert "<b>Eve" not in page
    assert "&lt;b&gt;Eve" in page


@pytest.mark.parametrize("words", ["bellini", "Marco Bell", "333 111 01", "0039 333 111 0142", "MARCO@example"])
def test_the_search_knows_names_mails_and_any_part_of_a_number(here, agent_client, words):
    lead = make_lead(here)
    reach(here, lead, "phone", "+393331110142")
    reach(here, lead, "email", "marco@example.it")
    make_lead(here, "Heike", "Brandt")

    answer = agent_client.get(LIST, {"q": words})

    assert names(answer) == ["Marco Bellini"]


@pytest.mark.parametrize("words", ["M.Rossi@gmail.com", "m.rossi", "mrossi+teeth@googlemail.com", "rossi@gmail"])
def test_a_mail_is_found_as_it_was_typed_and_as_any_spelling_of_its_box(here, agent_client, words):
    reach(here, make_lead(here), "email", "mrossi@gmail.com", typed="m.rossi@gmail.com")
    make_lead(here, "Heike", "Brandt")

    assert names(agent_client.get(LIST, {"q": words})) == ["Marco Bellini"]


@pytest.mark.parametrize("words", ["0000", "00 00", "(0)0-00", "++++"])
def test_zeros_and_signs_alone_find_nobody_who_has_none(here, agent_client, words):
    lead = make_lead(here)
    reach(here, lead, "phone", "+393331110142")

    assert names(agent_client.get(LIST, {"q": words})) == []


@pytest.mark.parametrize("words", ["%", "'; --", "🦷", "x" * 5000])
def test_an_odd_search_is_answered(here, agent_client, words):
    make_lead(here)

    assert agent_client.get(LIST, {"q": words}).status_code == 200


def test_filters_narrow_the_list_and_say_so(here, agent_client):
    make_lead(here, "Marco", "Bellini", source=Lead.Source.REFERRAL)
    heike = make_lead(here, "Heike", "Brandt", stage="Qualified")

    by_source = agent_client.get(LIST, {"source": "referral"})
    by_stage = agent_client.get(LIST, {"status": heike.stage_id})

    assert names(by_source) == ["Marco Bellini"]
    assert "Source: <b" in by_source.content.decode()
    assert names(by_stage) == ["Heike Brandt"]
    assert [chip.value for chip in by_stage.context["cl"].active_filters()] == ["Qualified"]


def test_twenty_five_a_page(here, agent_client):
    for number in range(27):
        make_lead(here, f"Lead {number}", minutes=number)

    first, second = agent_client.get(LIST), agent_client.get(LIST, {"p": 2})

    assert (len(names(first)), len(names(second))) == (25, 2)
    assert "1 to 25 of 27" in first.content.decode()
    assert "26 to 27 of 27" in second.content.decode()


def test_a_long_list_asks_the_database_no_more_than_a_short_one(here, agent, agent_client, believed):
    def cost() -> int:
        agent_client.get(LIST)  # what is believed for seconds is known then
        with CaptureQueriesContext(connection) as captured:
            assert agent_client.get(LIST).status_code == 200
        return len(asked(captured))

    reach(here, make_lead(here, assigned_to=agent), "email", "one@example.com")
    agent_client.get(LIST)
    short = cost()
    for number in range(24):
        reach(here, make_lead(here, f"Lead {number}", assigned_to=agent), "email", f"{number}@example.com")

    assert cost() == short <= 16  # stages, owners (bar), stages, treatments (filters), triage, shift


def test_own_scope_sees_own_leads_and_those_nobody_has(here, agent_client, agent):
    with clinic_context(here):
        type(agent).objects.update(data_scope=agent.DataScope.OWN)
    other = make_user(here, email="other@example.com")
    make_lead(here, "Mine", "", assigned_to=agent, minutes=1)
    make_lead(here, "Nobodys", "", minutes=2)
    make_lead(here, "Theirs", "", assigned_to=other, minutes=3)

    assert names(agent_client.get(LIST)) == ["Mine", "Nobodys"]


def test_the_neighbours_leads_are_not_in_it(clinic, other_clinic, agent_client):
    make_lead(other_clinic, "Neighbour", "Neighbour")

    assert b"Neighbour" not in agent_client.get(LIST).content


def test_an_empty_list_says_what_to_do(here, agent_client):
    assert "Leads from your website appear here by themselves." in agent_client.get(LIST).content.decode()


def test_a_search_without_result_names_it_and_the_way_out(here, agent_client):
    make_lead(here)

    page = agent_client.get(LIST, {"q": "zzz"}).content.decode()

    assert "Nothing fits “zzz”" in page
    assert "Show all" in page


def test_the_number_of_an_arrival_that_waits_leads_to_triage(here, agent_client):
    waits = hold(here)

    page = agent_client.get(LIST, {"q": str(waits.submission)}).content.decode()

    assert "This arrival waits in triage" in page
    assert f'href="{reverse("admin:triage_one", args=[waits.pk])}"' in page
    assert "Nothing fits" in agent_client.get(LIST, {"q": str(10**14)}).content.decode()


def test_but_not_whoever_may_not_decide(here):
    waits, reader = hold(here), make_user(here, email="m@example.com", role="Marketing")

    page = client_of(here, reader).get(LIST, {"q": str(waits.submission)}).content.decode()

    assert "waits in triage" not in page


def test_without_a_session_the_list_leads_to_the_login(here):
    answer = client_of(here).get(LIST)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


def test_nothing_can_be_added_or_deleted_by_hand(here, agent_client):
    lead = make_lead(here)

    paths = [f"{LIST}add/", f"{LIST}{lead.pk}/delete/"]
    assert [agent_client.get(path).status_code for path in paths] == [403, 403]
    assert [agent_client.post(path, {"post": "yes"}).status_code for path in paths] == [403, 403]
    agent_client.post(LIST, {"action": "delete_selected", "_selected_action": lead.pk, "index": 0})
    with clinic_context(here):
        assert Lead.objects.filter(pk=lead.pk).exists()


def test_a_list_whose_leads_are_all_archived_says_so_and_leads_to_them(here, agent_client):
    lead = make_lead(here, "Old")
    with clinic_context(here):
        Lead.objects.filter(pk=lead.pk).update(archived_at=lead.created_at)

    page = agent_client.get(LIST).content.decode()

    assert "All leads are archived" in page
    assert 'href="?archived=yes"' in page
    assert "No leads yet" not in page


def test_what_a_colleague_archived_is_not_told_to_who_sees_only_their_own(here, agent):
    colleague = make_user(here, email="other@example.com")
    lead = make_lead(here, "Theirs", assigned_to=colleague)
    with clinic_context(here):
        Lead.objects.filter(pk=lead.pk).update(archived_at=lead.created_at)
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)

    assert "No leads yet" in client_of(here, agent).get(LIST).content.decode()


@pytest.mark.parametrize("role", [roles.ADMIN, roles.MARKETING, roles.MANAGER, roles.AGENT])
def test_a_list_without_leads_leads_to_the_form_who_may_connect_it(here, role):
    page = client_of(here, make_user(here, role=role, email="new@example.com")).get(LIST).content.decode()

    if role in {roles.ADMIN, roles.MARKETING}:
        assert 'class="bw-button go" href="/admin/integrations/"' in page
    else:
        assert "Ask your Admin" in page


def test_the_heading_is_in_the_readers_language(here):
    reader = make_user(here, email="drita@example.com", language="sq")

    page = client_of(here, reader).get(LIST).content.decode()

    assert page.partition("<h1")[2].partition("</h1>")[0].endswith("Të interesuarit")
