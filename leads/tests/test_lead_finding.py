"""What the list of leads shows of finding: clocks, next steps, chips, numbers, sizes, and the sheet of filters."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, make_user
from crm.testing.statements import asked
from leads.admin.waits import wait_of
from leads.models import CustomField, CustomValue, Lead, LeadTag, Stage, Tag
from leads.services.finding.custom import forget_custom_fields
from leads.services.finding.views import save_view
from leads.tests.factories import make_lead, reach, stage_of
from leads.tests.test_lead_list import names
from tenants.context import clinic_context

LIST, SHEET = "/admin/leads/lead/", "/admin/leads/filters/"
NOW = timezone.now()


def test_a_row_says_how_long_somebody_waits_and_what_to_do_next(clinic, agent_client):
    late, ahead = timezone.now() - timedelta(minutes=72), timezone.now() + timedelta(days=2, minutes=5)
    make_lead(
        clinic, stage="Contacted", answer_due_at=late, minutes=200, next_follow_up=late, follow_up_why="answer"
    )
    make_lead(clinic, "Heike", next_follow_up=ahead, follow_up_note="Ask about the flight")

    page = agent_client.get(LIST).content.decode()

    assert 'class="bw-sla late"' in page
    assert "1 h 12 late" in page
    for piece in ("Answer them", "overdue", "Ask about the flight"):
        assert piece in page


@pytest.mark.parametrize(
    ("came", "due", "contact", "state"),
    [(60, -1, None, "late"), (60, 10, None, "soon"), (10, 60, None, "calm"), (60, None, 30, "met"),
     (60, None, 90, None), (60, None, None, None)],
)  # fmt: skip
def test_a_clock_is_as_loud_as_it_is_late(came, due, contact, state):
    lead = Lead(
        last_arrival_at=NOW - timedelta(minutes=came),
        answer_due_at=None if due is None else NOW + timedelta(minutes=due),
        last_contact_date=None if contact is None else NOW - timedelta(minutes=contact),
    )

    wait = wait_of(lead, NOW)

    assert (wait.state if wait else None) == state


def test_a_row_shows_tags_and_the_clinics_own_columns(clinic, agent_client):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        LeadTag.objects.create(lead=lead, tag=Tag.objects.create(name="<VIP>", colour="violet"), at=NOW)
        own = CustomField.objects.create(key="hotel", name="Hotel", kind="text", in_list=True)
        CustomField.objects.create(key="flight", name="Flight", kind="text")
        CustomValue.objects.create(lead=lead, field=own, text="Sea view")
        forget_custom_fields()

    page = agent_client.get(LIST).content.decode()

    assert '<span class="bw-tag c-violet" dir="auto">&lt;VIP&gt;</span>' in page
    assert ("Hotel" in page, "Sea view" in page, "Flight" in page) == (True, True, False)


def test_each_chip_leads_to_the_list_without_its_filter_alone(clinic, agent_client):
    make_lead(clinic, source="referral", country="IT")

    answer = agent_client.get(f"{LIST}?tags=a&tags_all=a&source=referral&country=IT&p=1&sort_by=score")

    chips = {chip.title: chip for chip in answer.context["cl"].active_filters()}
    left = QueryDict(chips["Tag"].without.lstrip("?"))
    assert set(chips) == {"Tag", "All of the tags", "Source", "Country"}
    assert chips["Source"].value == "Referral"
    assert dict(left.lists()) == {
        "tags_all": ["a"], "source": ["referral"], "country": ["IT"], "sort_by": ["score"],
    }  # fmt: skip


def test_a_stage_is_called_as_its_reader_calls_it_in_chip_and_sheet(clinic, agent):
    with clinic_context(clinic):
        stage = stage_of("qualified")
        Stage.objects.filter(pk=stage.pk).update(names={"it": "Qualificato"})
        type(agent).objects.filter(pk=agent.pk).update(language="it")
    reader = client_of(clinic, agent)

    pages = [reader.get(f"{address}?status={stage.pk}").content.decode() for address in (LIST, SHEET)]

    assert ["Qualificato" in page for page in pages] == [True, True]
    assert stage.name not in pages[0].partition('id="bw-count"')[0].rpartition("bw-filters")[2]


def test_nothing_found_says_which_filter_to_drop(clinic, agent_client):
    for number in range(2):
        make_lead(clinic, f"Lead {number}", source="website", country="IT")
    make_lead(clinic, "Other", source="referral", country="DE")

    page = agent_client.get(f"{LIST}?source=referral&country=IT").content.decode()

    said = re.findall(r"Without “(.*?)” there (?:is|are) (\d+)", page)
    assert said == [("Country: IT", "1"), ("Source: Referral", "2")] or said == [
        ("Source: Referral", "2"), ("Country: IT", "1"),
    ]  # fmt: skip


def test_a_hint_counts_no_lead_of_a_colleague(clinic, agent, agent_client):
    with clinic_context(clinic):
        type(agent).objects.update(data_scope=agent.DataScope.OWN)
    make_lead(clinic, "Theirs", source="website", assigned_to=make_user(clinic, email="other@example.com"))

    page = agent_client.get(f"{LIST}?source=website&country=IT").content.decode()

    assert "Without “" not in page


def test_a_filter_that_cannot_be_read_says_so_and_shows_nobody(clinic, agent_client):
    make_lead(clinic)

    answer = agent_client.get(f"{LIST}?source=nope&lead_score_min=x")

    assert names(answer) == []
    page = answer.content.decode()
    assert "There is no “nope” here." in page
    assert "Score from</span>: " in page
    assert 'href="?source=nope"' in page


def test_a_filter_of_a_field_that_is_out_of_use_is_named_and_shows_nobody(clinic, agent_client):
    make_lead(clinic)
    with clinic_context(clinic):
        CustomField.objects.create(key="shoe", name="Shoe size", kind="number", is_active=False)

    answer = agent_client.get(f"{LIST}?custom_shoe_min=42&status=new")

    assert names(answer) == []
    page = answer.content.decode()
    assert "Shoe size</span>: There is no such field any more." in page
    assert 'href="?status=new"' in page


@pytest.mark.parametrize(
    "name", ["nope", "password", "stage__name__startswith", "assigned_to__password__startswith"]
)
def test_a_name_that_is_no_filter_is_refused(clinic, agent_client, name):
    assert agent_client.get(LIST, {name: "a"}).status_code == 400


def test_the_list_asks_ten_questions_of_its_own_whatever_its_size(clinic, agent, agent_client, believed):
    """Leads, their contacts and tags, their number, the tabs; the stages, colleagues, tags and sequences of the
    bar; triage. The clinic's own fields are believed for seconds."""
    session = (
        'FROM "django_session"', 'FROM "auth_permission"', 'FROM "auth_group"', 'FROM "staff_weeklyhours"',
        'FROM "notices_notice"', 'WHERE "staff_user"."id" =',
    )  # fmt: skip

    def cost(query: str = "") -> int:
        with CaptureQueriesContext(connection) as captured:
            assert agent_client.get(f"{LIST}{query}").status_code == 200
        return len([sql for sql in asked(captured) if not any(part in sql for part in session)])

    with clinic_context(clinic):
        save_view("Mine", "assigned_to=me", is_shared=True, by=agent)
        tag = Tag.objects.create(name="VIP")
    for number in range(30):
        lead = make_lead(clinic, f"Lead {number}", assigned_to=agent)
        reach(clinic, lead, "email", f"{number}@example.com")
        with clinic_context(clinic):
            LeadTag.objects.create(lead=lead, tag=tag, at=NOW)
    agent_client.get(LIST)

    assert cost() == cost("?size=100") <= 10


def test_each_row_has_its_quick_actions_for_who_may_change_leads(clinic, agent_client):
    lead = make_lead(clinic)
    reader = client_of(clinic, make_user(clinic, role="Read-only", email="r@example.com"))

    changes, reads = agent_client.get(LIST).content.decode(), reader.get(LIST).content.decode()

    moves = changes.split(f'name="move-{lead.pk}"', 1)[1].split("</select>", 1)[0]
    assert f'formaction="/admin/leads/lead/{lead.pk}/quick/"' in changes
    assert "formaction" not in reads
    assert "Qualified" in moves
    assert "Lost" not in moves  # it asks why, and a row has no room for the answer


def test_the_sheet_asks_every_filter_and_keeps_what_is_on(clinic, agent, agent_client):
    with clinic_context(clinic):
        Tag.objects.create(name="VIP")
        CustomField.objects.create(key="budget", name="Budget", kind="number")
        forget_custom_fields()

    page = agent_client.get(f"{SHEET}?source=referral&lead_score_min=50&q=rossi&due_to=x").content.decode()

    for name in ("status", "tags", "custom_budget_min", "date_range_start", "archived", "sort_by"):
        assert f'name="{name}"' in page
    assert 'name="source" value="referral" checked' in page
    assert 'name="lead_score_min" value="50"' in page
    assert 'type="hidden" name="q" value="rossi"' in page
    assert "Enter a valid date." in page


def test_the_sheet_offers_no_more_than_the_reader_may_see(clinic, other_clinic):
    with clinic_context(other_clinic):
        Tag.objects.create(name="Neighbour")

    page = client_of(clinic, make_user(clinic, role="Read-only", email="r@example.com")).get(SHEET).content.decode()

    assert "Neighbour" not in page
