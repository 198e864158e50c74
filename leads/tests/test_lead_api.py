"""GET and PATCH of leads for staff, beside the intake at the same address (F:0.3, H:A2, A5, A7, L4)."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.testing.people import client_of, host_of, key_of, make_user, post_lead
from crm.testing.statements import statements
from leads.models import Enquiry, Lead, Stage
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles

LEADS = "/api/v1/leads"


@pytest.fixture
def here(clinic):
    return clinic


def patch(client, lead, change: object, **headers: str):
    return client.patch(f"{LEADS}/{lead.pk}", json.dumps(change), content_type="application/json", headers=headers)


def row(clinic, lead) -> dict:
    with clinic_context(clinic):
        return Lead.objects.filter(pk=lead.pk).values().get()


@pytest.fixture
def own_agent_client(here, agent):
    with clinic_context(here):
        type(agent).objects.filter(pk=agent.pk).update(data_scope=agent.DataScope.OWN)
    return client_of(here, agent)


def test_the_list_is_what_the_desk_shows(here, other_clinic, agent, own_agent_client):
    colleague = make_user(here, email="other@example.com")
    mine = make_lead(here, "Mine", "", assigned_to=agent)
    make_lead(here, "Theirs", assigned_to=colleague)
    make_lead(here, "Old", assigned_to=agent, archived_at=mine.created_at)
    make_lead(other_clinic, "Neighbour")

    body = own_agent_client.get(LEADS).json()

    assert body["count"] == 1
    one = body["results"][0]
    assert (one["id"], one["name"], one["stage"]["name"]) == (mine.pk, "Mine", "New")
    assert one["owner"] == {"id": agent.pk, "name": str(agent)}
    assert {"source", "created_at", "last_arrival_at", "version"} <= set(one)


def test_a_part_of_the_list_goes_on_behind_a_lead(here, agent, own_agent_client):
    theirs = make_lead(here, assigned_to=make_user(here, email="other@example.com"))
    pks = [make_lead(here, lead_score=number // 2, assigned_to=agent).pk for number in range(6)]
    asked, told = {"sort_by": "score", "sort_order": "asc", "limit": 2}, []

    while True:
        answer = own_agent_client.get(LEADS, asked | ({"after": told[-1]} if told else {})).json()
        told += [one["id"] for one in answer["results"]]
        if len(answer["results"]) < 2:
            break
    skipped = own_agent_client.get(LEADS, asked | {"skip": 3}).json()
    refused = [own_agent_client.get(LEADS, asked | {"after": one}) for one in (theirs.pk, "x", "9" * 30)]
    both = own_agent_client.get(LEADS, asked | {"after": pks[0], "skip": 1})

    assert told == pks
    assert [one["id"] for one in skipped["results"]] == pks[3:5]
    assert [list(one.json()["fields"]) for one in refused] == [["after"]] * 3
    assert both.status_code == 422


def test_one_lead_and_the_same_404_for_what_is_not_mine_or_not_there(here, other_clinic, agent, own_agent_client):
    colleague = make_user(here, email="other@example.com")
    mine, theirs = make_lead(here, assigned_to=agent), make_lead(here, assigned_to=colleague)
    foreign = make_lead(other_clinic)

    answers = [own_agent_client.get(f"{LEADS}/{pk}") for pk in (theirs.pk, foreign.pk, 999_999_999, 10**30)]

    assert own_agent_client.get(f"{LEADS}/{mine.pk}").json()["id"] == mine.pk
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_without_a_session_the_list_is_401_and_the_intake_still_takes_its_key(here):
    client = client_of(here)

    assert client.get(LEADS).status_code == 401
    assert post_lead(client, key_of(here), first_name="Mario", email="mario@example.com").status_code == 201


def test_a_key_reads_no_leads(here):
    answer = Client(HTTP_HOST=host_of(here)).get(LEADS, headers={"X-API-Key": key_of(here)})

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_the_platforms_host_has_no_list(platform_client):
    assert platform_client.get(LEADS).status_code == 405


def test_a_change_is_written_and_answered(here, agent, agent_client):
    lead = make_lead(here)

    answer = patch(agent_client, lead, {"first_name": " Mario ", "country": "it", "assigned_to": agent.pk})

    body = answer.json()
    assert (answer.status_code, body["first_name"], body["country"]) == (200, "Mario", "IT")
    assert row(here, lead)["assigned_to_id"] == agent.pk


WRONG = [
    ({"id": 1}, "id"),
    ({"archived_at": None}, "archived_at"),
    ({"created_at": "2020-01-01"}, "created_at"),
    ({"first_name": 7}, "first_name"),
    ({"first_name": "x" * 121}, "first_name"),
    ({"country": "ITA"}, "country"),
    ({"country": "ZZ"}, "country"),
    ({"country": "AA"}, "country"),
    ({"source": "nowhere"}, "source"),
    ({"stage": None}, "stage"),
    ({"stage": True}, "stage"),
    ({"stage": 10**30}, "stage"),
    ({"assigned_to": "1"}, "assigned_to"),
    ({"assigned_to": -1}, "assigned_to"),
    ({"assigned_to": 10**30}, "assigned_to"),
]


@pytest.mark.parametrize(("change", "field"), WRONG, ids=str)
def test_a_wrong_field_is_422_by_name_and_changes_nothing(here, agent_client, change, field):
    lead = make_lead(here)
    before = row(here, lead)

    answer = patch(agent_client, lead, change)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert row(here, lead) == before


@pytest.mark.parametrize("body", ["[]", "7", "null", '"x"'])
def test_a_body_that_is_no_object_is_422(here, agent_client, body):
    answer = agent_client.patch(f"{LEADS}/{make_lead(here).pk}", body, content_type="application/json")

    assert answer.status_code == 422


@pytest.mark.parametrize("body", ["{", '{"first_name": "\\u0000"}', '{"first_name": "\\ud800"}'])
def test_a_body_that_cannot_be_read_is_400(here, agent_client, body):
    answer = agent_client.patch(f"{LEADS}/{make_lead(here).pk}", body, content_type="application/json")

    assert answer.status_code == 400


def test_a_version_that_is_not_the_leads_any_more_is_409(here, agent_client):
    lead = make_lead(here)
    seen = agent_client.get(f"{LEADS}/{lead.pk}").json()["version"]

    first = patch(agent_client, lead, {"first_name": "Mario"}, **{"If-Match": f'"{seen}"'})
    second = patch(agent_client, lead, {"first_name": "Marc"}, **{"If-Match": f'"{seen}"'})

    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 409, "conflict")
    assert row(here, lead)["first_name"] == "Mario"


@pytest.mark.parametrize("role", [roles.MARKETING, roles.READ_ONLY])
def test_who_only_looks_reads_and_does_not_write(here, role):
    client = client_of(here, make_user(here, role=role, email="reader@example.com"))
    lead = make_lead(here)
    before = row(here, lead)

    assert client.get(f"{LEADS}/{lead.pk}").status_code == 200
    assert patch(client, lead, {"first_name": "Eve"}).status_code == 403
    assert row(here, lead) == before


def test_a_change_without_the_csrf_token_is_403(here, agent):
    lead = make_lead(here)
    client = client_of(here, agent)
    client.handler.enforce_csrf_checks = True

    assert patch(client, lead, {"first_name": "Eve"}).status_code == 403
    assert row(here, lead)["first_name"] == "Marco"


def test_a_stage_asks_in_the_same_change_and_the_chance_is_set_by_hand_or_follows_it(here, agent_client):
    lead = make_lead(here)
    with clinic_context(here):
        accepted = Stage.objects.get(semantic="accepted").pk

    asked = patch(agent_client, lead, {"stage": accepted})
    moved = patch(agent_client, lead, {"stage": accepted, "amount": 300_000, "conversion_probability": 0.25})
    released = patch(agent_client, lead, {"conversion_probability": None})

    assert (asked.status_code, list(asked.json()["fields"])) == (422, ["amount"])
    assert (moved.json()["stage"]["semantic"], moved.json()["conversion_probability"]) == ("accepted", 0.25)
    assert released.json()["conversion_probability"] != 0.25
    with clinic_context(here):
        assert Enquiry.objects.filter(lead=lead, amount=300_000).exists()


def test_the_list_costs_the_same_for_one_lead_and_for_many(here, agent_client, believed):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            agent_client.get(LEADS)
        return len(statements(captured))

    make_lead(here)
    agent_client.get(LEADS)
    few = cost()
    for n in range(20):
        reach(here, make_lead(here, f"L{n}"), "email", f"l{n}@example.com")

    assert cost() == few


def test_the_list_is_narrowed_and_ordered_by_the_names_of_the_desk(here, agent_client):
    for name, score in (("Anna", 20), ("Bruno", 90), ("Carla", 60)):
        make_lead(here, name, lead_score=score, country="IT" if name != "Bruno" else "DE")

    asked = "country=IT&lead_score_min=10&sort_by=score&sort_order=desc"
    found = agent_client.get(f"{LEADS}?{asked}&limit=1").json()
    wrong = agent_client.get(f"{LEADS}?sort_by=password")

    assert (found["count"], [one["first_name"] for one in found["results"]]) == (2, ["Carla"])
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["sort_by"])
