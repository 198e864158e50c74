"""Whoever comes back after the end of a journey begins the next one (HOUSE 17)."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, key_of, post_lead
from crm.testing.statements import asked
from leads.models import Enquiry, Heat, Lead, LeadPayload, Stage, Temperature
from leads.services.reading import Told
from leads.services.returning import wrote_again
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context

MAIL = "mario@example.com"
MARIO = {"first_name": "Mario", "email": MAIL}


@pytest.fixture
def post(clinic):
    client, key = client_of(clinic), key_of(clinic)
    return lambda **fields: post_lead(client, key, **fields)


def lead_at(clinic, stage):
    lead = make_lead(clinic, "Mario", "Rossi", stage=stage, minutes=600)
    reach(clinic, lead, "email", MAIL)
    return lead


def fresh(clinic, lead):
    with clinic_context(clinic):
        return Lead.objects.select_related("stage").get(pk=lead.pk)


@pytest.mark.parametrize("stage", ["Lost", "Completed"])
def test_a_journey_that_ended_is_followed_by_the_next_in_the_first_stage(clinic, post, stage):
    lead = lead_at(clinic, stage)

    answer = post(**MARIO, treatment="Zirconia crown")

    now = fresh(clinic, lead)
    assert (answer.status_code, answer.json()["lead_id"]) == (200, lead.pk)
    assert (now.enquiry, now.stage.semantic, now.interest) == (2, "new", "Zirconia crown")
    assert now.next_follow_up > now.last_arrival_at
    assert answer.json()["lead_score"] == now.lead_score > 0
    with clinic_context(clinic):
        assert list(Enquiry.objects.values_list("number", "interest")) == [(2, "Zirconia crown")]
        line = Entry.objects.about(lead).saying("lead.revived").get()
        assert line.changes["stage"] == [Stage.objects.get(name=stage).pk, now.stage_id]


def test_a_journey_that_goes_on_stays_the_same_one(clinic, post):
    lead = lead_at(clinic, "Negotiation")

    post(**MARIO)

    assert (fresh(clinic, lead).enquiry, fresh(clinic, lead).stage.name) == (1, "Negotiation")


def test_who_heard_from_us_and_writes_again_has_replied(clinic, post):
    lead = lead_at(clinic, "Contacted")

    post(**MARIO)

    now = fresh(clinic, lead)
    with clinic_context(clinic):
        step = lead.stage_changes.latest("pk")
    assert (now.stage.semantic, step.to_semantic, step.by_id) == ("replied", "replied", None)
    assert step.at == now.stage_since == now.last_arrival_at


@pytest.mark.parametrize(("stage", "contacted"), [("New", None), ("Contacted", timezone.now() + timedelta(1))])
def test_what_was_written_before_anybody_answered_is_no_reply(clinic, post, stage, contacted):
    lead = lead_at(clinic, stage)
    with clinic_context(clinic):
        Lead.objects.update(last_contact_date=contacted)

    post(**MARIO)

    assert fresh(clinic, lead).stage.name == stage


def test_an_archived_lead_comes_back_where_it_was(clinic, post):
    lead = lead_at(clinic, "Qualified")
    with clinic_context(clinic):
        Lead.objects.update(archived_at=lead.created_at)

    post(**MARIO)

    now = fresh(clinic, lead)
    assert (now.archived_at, now.stage.name, now.enquiry) == (None, "Qualified", 1)


def test_coming_back_twice_is_the_third_enquiry_only_after_the_second_ended(clinic, post):
    lead = lead_at(clinic, "Lost")
    post(**MARIO)
    post(**MARIO)
    assert fresh(clinic, lead).enquiry == 2

    with clinic_context(clinic):
        Lead.objects.update(stage=Stage.objects.get(name="Lost"))
    post(**MARIO)

    assert fresh(clinic, lead).enquiry == 3


def test_what_we_did_not_know_is_filled_and_what_we_knew_stays(clinic, post):
    post(**MARIO, city="Bari", language="it")

    post(**MARIO, city="Roma", company="Rossi Srl", treatment="veneers")

    with clinic_context(clinic):
        lead = Lead.objects.get()
        line = Entry.objects.about(lead).saying("lead.filled").get()
    assert (lead.city, lead.company, lead.language, lead.interest) == ("Bari", "Rossi Srl", "it", "veneers")
    assert line.changes["company"] == ["", "Rossi Srl"]


def test_a_new_lead_stands_with_score_enquiry_and_the_time_it_is_due(clinic, post):
    post(first_name="Mario", last_name="Rossi", email=MAIL, phone="+39333111222", treatment="All-on-4")

    with clinic_context(clinic):
        lead = Lead.objects.select_related("stage", "treatment").get()
        assert list(lead.enquiries.values_list("number", "began_at")) == [(1, lead.created_at)]
    assert lead.lead_score == sum(row["points"] for row in lead.score_breakdown) > 0
    assert lead.profile_version == 1
    assert (lead.next_follow_up - lead.created_at).total_seconds() == lead.stage.sla_minutes * 60


def test_whoever_writes_again_is_scored_again_by_all_we_know(clinic, post):
    post(first_name="Mario", last_name="Rossi", email=MAIL)
    with clinic_context(clinic):
        Lead.objects.update(lead_score=3)
        Heat.objects.update(temperature=Temperature.COLD, cools_at=None)

    post(first_name="Mario", email=MAIL, phone="+39333111222", treatment="All-on-4")

    with clinic_context(clinic):
        lead = Lead.objects.get()
    points = {row["factor"]: row["points"] for row in lead.score_breakdown}
    assert (points["contact_info"], points["service"]) == tuple(
        row["most"] for row in lead.score_breakdown if row["factor"] in ("contact_info", "service")
    )
    assert lead.lead_score == sum(points.values())


def test_some_headers_are_kept_and_no_others(clinic):
    client, key = client_of(clinic), key_of(clinic)
    kept = {"User-Agent": "Browser " + "x" * 500, "Referer": "https://site.example/a", "Accept-Language": "it"}

    client.post(
        "/api/v1/leads",
        json.dumps(MARIO),
        content_type="application/json",
        headers={"X-API-Key": key, "Cookie": "session=1", "Authorization": "Bearer x", **kept},
    )

    with clinic_context(clinic):
        headers = LeadPayload.objects.get().headers
    assert headers == kept | {"User-Agent": kept["User-Agent"][:300]}


@pytest.mark.parametrize(
    ("fields", "held"),
    [
        ({"first_name": "Mario"}, "incomplete"),
        ({"phone": "+39333111222"}, "incomplete"),
        ({"utm_source": "google"}, ""),
        ({}, ""),
        ({"first_name": "M" * 500, "email": MAIL}, "incomplete"),
    ],
    ids=["no-way-to-answer", "no-name", "nobody", "nothing", "name-too-long"],
)
def test_what_staff_could_complete_waits_for_them(clinic, post, fields, held):
    assert post(**fields).status_code == 422

    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
        assert (payload.result, payload.held_for, payload.status) == ("refused", held, 422)
        assert LeadPayload.objects.waiting().count() == bool(held)


def test_what_is_judged_after_they_wrote_again_moves_nothing_and_tells_what_we_did_not_know(clinic):
    lead = lead_at(clinic, "Lost")
    told = Told("Mario", "Rossi", "", (), city="Bari")
    before = fresh(clinic, lead)

    with clinic_context(clinic):
        wrote_again(before, told, None, at=lead.last_arrival_at - timedelta(days=200))

    now = fresh(clinic, lead)
    assert (now.enquiry, now.stage_id, now.last_arrival_at) == (1, lead.stage_id, lead.last_arrival_at)
    assert now.city == "Bari"


def test_what_is_judged_late_brings_back_a_lead_that_was_archived_while_it_was_judged(clinic):
    lead = lead_at(clinic, "Negotiation")
    before = fresh(clinic, lead)
    with clinic_context(clinic):
        Lead.objects.update(archived_at=lead.created_at)

        wrote_again(before, Told("Mario", "Rossi", "", ()), None, at=lead.last_arrival_at - timedelta(days=200))

    assert fresh(clinic, lead).archived_at is None


def test_what_is_judged_late_holds_its_lead(clinic):
    lead = fresh(clinic, lead_at(clinic, "Negotiation"))

    with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
        wrote_again(lead, Told("Mario", "Rossi", "", ()), None, at=lead.last_arrival_at - timedelta(days=200))

    assert [one for one in asked(captured) if "leads_lead" in one and one.endswith("FOR NO KEY UPDATE")]
