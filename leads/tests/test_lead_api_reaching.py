"""Contacts, attempts, owners and the whole of one lead for programs (F:L2, L8, L10, L14, L15, L16, L28)."""

import json

import pytest

from crm.testing.people import make_user
from leads.models import Identity, Lead
from leads.services.moving import Given
from leads.services.operations import assign, move
from leads.tests.factories import make_lead, reach, scored, stage_of
from tenants.context import clinic_context

LEADS = "/api/v1/leads"


def send(client, method: str, path: str, body: object):
    return client.generic(method, f"{LEADS}{path}", json.dumps(body), content_type="application/json")


@pytest.fixture
def lead(clinic):
    return make_lead(clinic)


def test_a_number_is_added_and_corrected_by_its_id(clinic, agent_client, lead):
    added = send(agent_client, "POST", f"/{lead.pk}/contacts", {"phone": "+39 333 123 4567"}).json()
    [number] = added["contacts"]
    right = {"phone": "+39 333 123 4568", "instead_of": number["id"]}

    corrected = send(agent_client, "POST", f"/{lead.pk}/contacts", right).json()

    assert (number["value"], number["is_valid"]) == ("+393331234567", True)
    assert [one["value"] for one in corrected["contacts"]] == ["+393331234568"]


def test_a_number_is_removed_by_whoever_read_the_lead_last_and_comes_back(clinic, agent_client, lead):
    reach(clinic, lead, "email", "marco@example.com")
    number = reach(clinic, lead, "phone", "+393331234567")
    where = f"{LEADS}/{lead.pk}/contacts/{number.pk}"

    late = agent_client.delete(where, headers={"If-Match": '"2020-01-01T00:00:00+00:00"'})
    version = agent_client.get(f"{LEADS}/{lead.pk}").json()["version"]
    done = agent_client.delete(where, headers={"If-Match": f'"{version}"'})
    left = agent_client.get(f"{LEADS}/{lead.pk}").json()["contacts"]
    again = agent_client.delete(where)
    last = agent_client.delete(f"{LEADS}/{lead.pk}/contacts/{left[0]['id']}")

    assert [one.status_code for one in (late, done, again, last)] == [409, 200, 404, 422]
    assert [one["value"] for one in left] == ["marco@example.com"]
    assert done.json().keys() == {"operation"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "phone"),
        ({"phone": "+393331234567", "email": "a@example.com"}, "phone"),
        ({"phone": 7}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.com", "instead_of": "1"}, "instead_of"),
        ({"email": "a@example.com", "instead_of": 10**17}, "instead_of"),
        ({"email": "a@example.com", "is_valid": True}, "is_valid"),
    ],
    ids=str,
)
def test_a_contact_that_is_none_is_422_by_field(clinic, agent_client, lead, body, field):
    answer = send(agent_client, "POST", f"/{lead.pk}/contacts", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    with clinic_context(clinic):
        assert not Identity.objects.exists()


def test_a_number_of_somebody_else_is_409_with_who_has_them(clinic, agent_client, lead):
    reach(clinic, make_lead(clinic, "Anna"), "phone", "+393331234567")

    answer = send(agent_client, "POST", f"/{lead.pk}/contacts", {"phone": "+393331234567"})

    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["phone"])


def test_an_attempt_is_noted_with_what_follows_and_listed(clinic, agent, agent_client, lead):
    body = {"disposition": "callback", "at": "2030-01-07T09:00:00Z", "note": "After work"}

    made = send(agent_client, "POST", f"/{lead.pk}/attempts", body)
    listed = agent_client.get(f"{LEADS}/{lead.pk}/attempts").json()
    after = agent_client.get(f"{LEADS}/{lead.pk}").json()

    assert (made.status_code, made.json()["channel"], made.json()["by"]) == (201, "call", str(agent))
    assert listed["results"] == [made.json()]
    assert (after["next_follow_up"], after["stage"]["semantic"]) == ("2030-01-07T09:00:00Z", "callback")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "disposition"),
        ({"disposition": "fainted"}, "disposition"),
        ({"disposition": "no_answer", "channel": "fax"}, "channel"),
        ({"disposition": "callback"}, "at"),
        ({"disposition": "callback", "at": "2030-01-07T09:00"}, "at"),
        ({"disposition": "callback", "at": "2020-01-07T09:00:00Z"}, "at"),
        ({"disposition": "not_interested"}, "reason"),
        ({"disposition": "wrong_number", "contact": "1"}, "contact"),
        ({"disposition": "no_answer", "counted": False}, "counted"),
    ],
    ids=str,
)
def test_an_attempt_that_is_none_is_422_by_field(agent_client, lead, body, field):
    answer = send(agent_client, "POST", f"/{lead.pk}/attempts", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_who_had_a_lead_is_told_from_hand_to_hand(clinic, act, agent, agent_client, lead):
    act(assign, [lead.pk], to=agent.pk)
    act(assign, [lead.pk], to=make_user(clinic, email="other@example.com", full_name="Other").pk)

    last, first = agent_client.get(f"{LEADS}/{lead.pk}/owners").json()["results"]

    assert (first["from"], first["to"]["id"]) == (None, agent.pk)
    assert (last["from"]["id"], last["to"]["name"], last["by"]["id"]) == (agent.pk, "Other", agent.pk)


def test_one_lead_says_why_it_scores_so(clinic, agent_client):
    lead = make_lead(clinic, **{k: v for k, v in scored(has_phone=True).items() if k != "temperature"})

    told = agent_client.get(f"{LEADS}/{lead.pk}").json()

    assert sum(line["points"] for line in told["score_breakdown"]) == told["score"]
    assert all(line["sentence"] and line["factor"] for line in told["score_breakdown"])


def test_one_lead_tells_the_patient_it_became_and_the_visits(clinic, act, agent_client, lead):
    before = agent_client.get(f"{LEADS}/{lead.pk}").json()["patient"]
    with clinic_context(clinic):
        to = stage_of("accepted").pk
    act(move, [lead.pk], to=to, given=Given(amount=5))

    after = agent_client.get(f"{LEADS}/{lead.pk}").json()["patient"]

    assert before is None
    assert (after["first_name"], after["journeys"][0]["enquiry"]) == ("Marco", 1)
    assert after["journeys"][0]["visits"][0]["number"] == 1


def test_a_temperature_is_set_by_hand_and_let_go(agent_client, lead):
    pinned = send(agent_client, "PATCH", f"/{lead.pk}", {"temperature": "hot"}).json()
    released = send(agent_client, "PATCH", f"/{lead.pk}", {"temperature": None}).json()

    assert (pinned["temperature"], released["temperature"]) == ("hot", "cold")


def test_a_wish_is_corrected_and_a_test_is_marked(clinic, agent_client, lead):
    before = agent_client.get(f"{LEADS}/{lead.pk}").json()

    after = send(agent_client, "PATCH", f"/{lead.pk}", {"interest": "two  crowns", "is_test": True}).json()

    assert (after["interest"], after["is_test"], before["is_test"]) == ("two crowns", True, False)
    assert before["updated_at"] < after["updated_at"] == after["version"].replace("+00:00", "Z")
    assert agent_client.get(f"{LEADS}/statistics").json()["total_leads"] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 5},
        {"amount": None},
        {"lost_reason": "price"},
        {"is_won": True},
        {"follow_up_at": "2099-01-01T09:00:00Z"},
        {"lost_note": ""},
        {"temperature": "boiling"},
        {"is_test": None},
        {"is_test": "yes"},
        {"interest": "x" * 201},
    ],
    ids=str,
)
def test_what_no_stage_asked_for_is_422_instead_of_silence(clinic, agent_client, lead, change):
    answer = send(agent_client, "PATCH", f"/{lead.pk}", {"city": "Bari", **change})

    assert (answer.status_code, list(answer.json()["fields"])) == (422, list(change))
    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).city == ""


def test_an_amount_is_corrected_without_naming_the_stage_again(clinic, act, agent_client, lead):
    with clinic_context(clinic):
        to = stage_of("accepted").pk
    act(move, [lead.pk], to=to, given=Given(amount=500000))

    answer = send(agent_client, "PATCH", f"/{lead.pk}", {"amount": 480000, "stage": to})

    with clinic_context(clinic):
        assert (answer.status_code, lead.enquiries.get().amount) == (200, 480000)


def test_a_note_is_emptied_a_missing_amount_refused_and_an_old_version_hears_of_the_amount(
    clinic, act, agent_client, lead
):
    with clinic_context(clinic):
        lost, accepted, contacted = (stage_of(one).pk for one in ("lost", "accepted", "contacted"))
    act(move, [lead.pk], to=lost, given=Given(lost_reason="price", lost_note="too dear"))

    emptied = send(agent_client, "PATCH", f"/{lead.pk}", {"lost_note": ""})
    with clinic_context(clinic):
        note = lead.enquiries.get().lost_note
    version = agent_client.get(f"{LEADS}/{lead.pk}").json()["version"]
    act(move, [lead.pk], to=accepted, given=Given(amount=500000))
    missing = send(agent_client, "PATCH", f"/{lead.pk}", {"amount": None})
    unasked = send(agent_client, "PATCH", f"/{lead.pk}", {"stage": contacted, "lost_reason": "price"})
    stale = agent_client.patch(
        f"{LEADS}/{lead.pk}", '{"amount": 1}', content_type="application/json", headers={"If-Match": version}
    )

    assert (emptied.status_code, note) == (200, "")
    told = [(one.status_code, list(one.json()["fields"])) for one in (missing, unasked, stale)]
    assert told == [(422, ["amount"]), (422, ["lost_reason"]), (409, ["amount"])]
    with clinic_context(clinic):
        assert lead.enquiries.get().amount == 500000


def test_the_stages_are_listed_with_their_meaning_for_whoever_sees_leads(clinic, agent_client):
    listed = agent_client.get("/api/v1/stages").json()

    assert listed["count"] == 12
    assert listed["results"][0] | {"id": 0} == {
        "id": 0,
        "name": "New",
        "semantic": "new",
        "position": listed["results"][0]["position"],
        "probability": listed["results"][0]["probability"],
        "sla_minutes": listed["results"][0]["sla_minutes"],
    }
