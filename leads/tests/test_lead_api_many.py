"""Archive, restore, merge and many leads at once for programs: scope, results by row, and a try (F:T19, T20)."""

import json

import pytest

from crm.testing.people import client_of, make_user
from leads.models import Enquiry, Lead
from leads.services.sharing.duty import forget_workers
from leads.tests.factories import make_lead, reach, stage_of
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.models import Operation

LEADS = "/api/v1/leads"


def post(client, path: str, body: object = None):
    return client.post(f"{LEADS}{path}", json.dumps(body or {}), content_type="application/json")


def row(clinic, lead) -> Lead:
    with clinic_context(clinic):
        return Lead.objects.select_related("stage").get(pk=lead.pk)


def test_archive_and_restore_answer_the_lead_and_repeat_nothing(clinic, agent_client):
    lead = make_lead(clinic)

    archived, again = post(agent_client, f"/{lead.pk}/archive"), post(agent_client, f"/{lead.pk}/archive")
    restored = post(agent_client, f"/{lead.pk}/restore")

    assert archived.json()["archived_at"] == again.json()["archived_at"] is not None
    assert (restored.status_code, restored.json()["archived_at"]) == (200, None)
    told = [(one.json()["status"], one.json()["tags"]) for one in (archived, restored)]
    assert told == [("LOST", ["archived"]), ("NEW", [])]
    assert archived.json()["stage"] == restored.json()["stage"]


@pytest.mark.parametrize("deed", ["archive", "restore", "merge"])
def test_a_lead_out_of_sight_is_404_and_stays_as_it_is(clinic, own_client, colleagues, deed):
    mine = make_lead(clinic)
    body = {"other": mine.pk} if deed == "merge" else None

    answers = [post(own_client, f"/{pk}/{deed}", body) for pk in (colleagues.pk, 10**9, 10**17)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert (row(clinic, colleagues).archived_at, row(clinic, mine).merged_into_id) == (None, None)


def test_both_numbers_answer_the_survivor(clinic, agent_client):
    first, second = make_lead(clinic, "Mario"), make_lead(clinic, "Mario", city="Bari")
    reach(clinic, second, "email", "mario@example.com")

    merged = post(agent_client, f"/{second.pk}/merge", {"other": first.pk})
    behind = agent_client.get(f"{LEADS}/{second.pk}").json()

    assert (merged.status_code, merged.json()["id"], merged.json()["city"]) == (200, first.pk, "Bari")
    assert (behind["id"], behind["merged_into"]) == (first.pk, first.pk)
    assert agent_client.get(f"{LEADS}/{first.pk}").json()["merged_into"] is None
    with clinic_context(clinic):
        assert Operation.objects.get(pk=merged.json()["operation"]).kind == "lead.merge"


def test_the_younger_survives_when_it_is_named(clinic, agent_client):
    first, second = make_lead(clinic), make_lead(clinic)

    merged = post(agent_client, f"/{first.pk}/merge", {"other": second.pk, "survivor": second.pk})

    assert merged.json()["id"] == second.pk
    assert row(clinic, first).merged_into_id == second.pk


NOBODY = [{}, {"other": "1"}, {"other": True}, {"other": 1, "x": 1}, {"other": 10**30}]


@pytest.mark.parametrize("body", NOBODY, ids=str)
def test_a_merge_that_names_nobody_is_422(clinic, agent_client, body):
    assert post(agent_client, f"/{make_lead(clinic).pk}/merge", body).status_code == 422


def test_a_lead_is_not_merged_with_itself_and_one_in_the_archive_is_409(clinic, agent_client):
    lead = make_lead(clinic)
    gone = make_lead(clinic, archived_at=lead.created_at)

    assert post(agent_client, f"/{lead.pk}/merge", {"other": lead.pk}).status_code == 422
    assert post(agent_client, f"/{lead.pk}/merge", {"other": gone.pk}).status_code == 409


def test_an_action_tells_of_each_row_what_became_of_it(clinic, own_client, colleagues):
    lead = make_lead(clinic)
    done = make_lead(clinic, archived_at=lead.created_at)
    ids = [lead.pk, done.pk, colleagues.pk, 10**9]

    told = post(own_client, "/actions", {"action": "archive", "ids": ids}).json()

    assert {one["id"]: one["result"] for one in told["results"]} == {
        lead.pk: "changed",
        done.pk: "already",
        colleagues.pk: "out_of_sight",
        10**9: "out_of_sight",
    }
    assert (told["changed"], told["already"], told["out_of_sight"], told["dry_run"]) == (1, 1, 2, False)
    assert row(clinic, colleagues).archived_at is None
    with clinic_context(clinic):
        assert Operation.objects.get(pk=told["operation"]).count == 1


def test_a_try_says_the_same_and_changes_nothing(clinic, agent_client):
    lead = make_lead(clinic)

    told = post(agent_client, "/actions", {"action": "archive", "ids": [lead.pk], "dry_run": True}).json()

    assert (told["changed"], told["operation"], told["dry_run"]) == (1, None, True)
    assert row(clinic, lead).archived_at is None
    with clinic_context(clinic):
        assert not Operation.objects.exists()


def test_an_action_takes_its_values_and_the_leads_of_a_search(clinic, agent, agent_client, colleagues):
    anna = make_lead(clinic, "Annamaria")
    body = {"action": "assign", "filter": {"search": "annamar"}, "values": {"assign": agent.pk}}

    told = post(agent_client, "/actions", body).json()

    assert [one["id"] for one in told["results"]] == [anna.pk]
    assert row(clinic, anna).assigned_to_id == agent.pk


WRONG = [
    ({}, "action"),
    ({"action": "destroy", "ids": [1]}, "action"),
    ({"action": 7, "ids": [1]}, "action"),
    ({"action": "archive"}, "ids"),
    ({"action": "archive", "ids": [1], "filter": {}}, "ids"),
    ({"action": "archive", "ids": ["1"]}, "ids"),
    ({"action": "archive", "ids": [10**30]}, "ids"),
    ({"action": "archive", "filter": []}, "filter"),
    ({"action": "archive", "filter": {}}, "filter"),
    ({"action": "archive", "filter": {"stauts": "lost"}}, "stauts"),
    ({"action": "archive", "filter": {"search": "x", "sort_by": "name"}}, "sort_by"),
    ({"action": "archive", "filter": {"status": ""}}, "status"),
    ({"action": "archive", "filter": {"status": []}}, "status"),
    ({"action": "archive", "filter": {"status": " , "}}, "status"),
    ({"action": "archive", "filter": {"status": None}}, "status"),
    ({"action": "archive", "filter": {"status": {"a": 1}}}, "status"),
    ({"action": "archive", "ids": [1], "values": []}, "values"),
    ({"action": "archive", "ids": [1], "values": {"archive": 1}}, "archive"),
    ({"action": "move", "ids": [1], "values": {"stage": 1}}, "stage"),
    ({"action": "move", "ids": [1], "values": {"move": [1]}}, "move"),
    ({"action": "move", "ids": [1], "values": {"move": 1, "amount": "5000"}}, "amount"),
    ({"action": "move", "ids": [1], "values": {"move": 1, "follow_up_at": "2099-01-01T09:00"}}, "follow_up_at"),
    ({"action": "assign", "ids": [1], "values": {"assign": 1, "amount": 1}}, "amount"),
    ({"action": "archive", "ids": [1], "dry_run": "yes"}, "dry_run"),
    ({"action": "archive", "ids": [1], "owner": 3}, "owner"),
    ({"action": "assign", "ids": [1], "values": {"assign": 10**30}}, "assigned_to"),
]


def test_an_amount_is_in_minor_units_as_everywhere_in_the_api(clinic, agent_client):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        accepted = stage_of("accepted").pk
    values = {"move": accepted, "amount": 5000, "currency": "EUR"}

    told = post(agent_client, "/actions", {"action": "move", "ids": [lead.pk], "values": values}).json()

    assert told["results"] == [{"id": lead.pk, "result": "changed"}]
    with clinic_context(clinic):
        assert Enquiry.objects.get(lead=lead).amount == 5000


def test_what_no_operation_takes_back_is_told_of_each_lead_as_well(clinic, agent_client):
    lead = make_lead(clinic)
    make_user(clinic, email="anna@example.com", shift=User.Shift.ON)
    forget_workers()

    told = post(agent_client, "/actions", {"action": "share_out", "ids": [lead.pk]}).json()

    assert (told["changed"], told["results"][0]["result"], told["operation"]) == (1, "changed", None)


@pytest.mark.parametrize(("body", "field"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_no_order_is_422_by_field(agent_client, body, field):
    answer = post(agent_client, "/actions", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


@pytest.mark.parametrize("path", ["/actions", "/1/archive", "/1/restore", "/1/merge"])
def test_who_only_looks_changes_nothing(clinic, path):
    lead = make_lead(clinic)
    client = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="reader@example.com"))

    answer = post(client, path.replace("1", str(lead.pk)), {"action": "archive", "ids": [lead.pk]})

    assert answer.status_code == 403
    assert row(clinic, lead).archived_at is None


def test_the_six_numbers_are_answered_within_days_of_the_clinic(clinic, own_client, colleagues, agent):
    lead = make_lead(clinic, assigned_to=agent)
    day = lead.created_at.date().isoformat()

    told = own_client.get(f"{LEADS}/statistics?date_range_start={day}&date_range_end={day}").json()
    none = own_client.get(f"{LEADS}/statistics?date_range_end=2020-01-01&assigned_to={agent.pk}").json()

    assert (told["total_leads"], none["total_leads"]) == (1, 0)
    assert len(told) == 6


def test_the_six_numbers_answer_the_filters_of_the_list_in_their_own_words_too(clinic, agent, agent_client):
    make_lead(clinic, assigned_to=agent, language="it", source=Lead.Source.REFERRAL)
    make_lead(clinic, stage="Accepted (deposit)", language="de")

    def total(asked: str) -> int:
        return agent_client.get(f"{LEADS}/statistics?{asked}").json()["total_leads"]

    assert [total(asked) for asked in ("assigned_to=me", "status=WON", "source=REFERRAL", "language=IT")] == [1] * 4
    assert agent_client.get(f"{LEADS}?status=NEW&source=REFERRAL").json()["count"] == 1


@pytest.mark.parametrize(
    "asked",
    ["date_range_start=yesterday", "date_range_end=2026-02-30", "date_range_end=9999-12-31", "source=nowhere"],
)
def test_a_question_that_is_none_is_422(agent_client, asked):
    answer = agent_client.get(f"{LEADS}/statistics?{asked}")

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [asked.partition("=")[0]])
