"""A lead written down by hand: who, how reached, and nobody twice (F:L1, L17 to L19, H:A5)."""

import json

import pytest

from crm.testing.people import client_of, key_of, make_user
from leads.models import Enquiry, Lead, LeadPayload, Partner
from leads.services.consent import suppress
from leads.tests.factories import make_lead, reach
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.services.hosts import forget_hosts
from tenants.staff import roles

LEADS = "/api/v1/leads"
MARIO = {"first_name": "Mario", "last_name": "Rossi", "email": "mario@example.com"}


def write(client, **body: object):
    return client.post(LEADS, json.dumps(body), content_type="application/json")


def leads(clinic) -> list[Lead]:
    with clinic_context(clinic):
        return list(Lead.objects.select_related("stage"))


def test_a_lead_has_the_rows_of_one_that_arrived_and_a_line_by_its_author(clinic, agent, agent_client):
    answer = write(agent_client, **MARIO, phone="+39 333 111 222", interest="crown", assigned_to=agent.pk)

    body = answer.json()
    assert (answer.status_code, body["name"], body["stage"]["semantic"]) == (201, "Mario Rossi", "assigned")
    assert {one["value"] for one in body["contacts"]} == {"mario@example.com", "+39333111222"}
    with clinic_context(clinic):
        lead = Lead.objects.get(pk=body["id"])
        assert (lead.country, lead.assigned_to, lead.source) == ("IT", agent, "other")
        assert lead.lead_score > 0
        assert Enquiry.objects.filter(lead=lead, number=1).exists()
        assert not LeadPayload.objects.exists()
        assert set(Entry.objects.about(lead).values_list("actor_id", flat=True)) == {agent.pk}


def test_one_name_is_taken_apart_and_a_number_that_is_none_is_kept_and_flagged(clinic, agent_client):
    body = write(agent_client, name="Anna De Rossi", phone="call me").json()

    assert (body["first_name"], body["last_name"]) == ("Anna", "De Rossi")
    [contact] = body["contacts"]
    assert (contact["kind"], contact["value"], contact["is_valid"]) == ("phone", "call me", False)


WRONG = [
    ({"email": "mario@example.com"}, ["first_name"]),
    ({"first_name": "Mario"}, ["phone", "email"]),
    ({"first_name": "Mario", "email": "mario@"}, ["email"]),
    ({"first_name": "x" * 121, "email": "m@example.com"}, ["first_name"]),
    ({**MARIO, "lead_score": 100}, ["lead_score"]),
    ({**MARIO, "do_not_contact": False}, ["do_not_contact"]),
    ({**MARIO, "stage": 10**9}, ["stage"]),
    ({**MARIO, "partner": 10**9}, ["partner"]),
    ({**MARIO, "assigned_to": 10**9}, ["assigned_to"]),
    ({**MARIO, "country": "ZZ"}, ["country"]),
    ({**MARIO, "email": 7}, ["email"]),
]


@pytest.mark.parametrize(("body", "fields"), WRONG, ids=lambda value: str(value)[-40:])
def test_a_wrong_field_is_422_by_name_and_there_is_no_lead(clinic, agent_client, body, fields):
    answer = write(agent_client, **body)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, fields)
    assert leads(clinic) == []


def test_somebody_who_exists_is_409_with_the_owner_and_nothing_else_of_them(clinic, agent, agent_client):
    owner = make_user(clinic, email="owner@example.com", full_name="Giulia")
    known = make_lead(clinic, "Secretname", assigned_to=owner)
    reach(clinic, known, "email", "mario@example.com")
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    answer = write(agent_client, **MARIO | {"email": "Mario@Example.com"})

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert list(answer.json()["fields"]) == ["email"]
    assert "Giulia" in answer.json()["detail"]
    assert "Secretname" not in answer.content.decode()
    assert str(known.pk) not in answer.content.decode()
    assert len(leads(clinic)) == 1


def test_a_stopped_address_is_stopped_from_the_start(clinic, agent, act, agent_client):
    act(suppress, [("email", "mario@example.com")], reason="asked", source="by hand")

    assert write(agent_client, **MARIO).json()["do_not_contact"] is True


def test_who_works_for_a_partner_writes_down_its_leads(clinic):
    person = make_user(clinic, email="p@example.com", data_scope="part")
    with clinic_context(clinic):
        mine, other = (Partner.objects.create(name=name, code=name) for name in ("adria", "other"))
        mine.members.add(person)
    client = client_of(clinic, person)

    made, refused = write(client, **MARIO), write(client, first_name="X", email="x@example.com", partner=other.pk)

    assert (made.status_code, made.json()["partner"]["code"]) == (201, "adria")
    assert refused.status_code == 422
    with clinic_context(clinic):
        Partner.objects.update(is_active=False)
    assert write(client, first_name="Y", email="y@example.com").status_code == 403
    assert len(leads(clinic)) == 1


def test_who_only_looks_writes_nobody_down(clinic):
    client = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="reader@example.com"))

    assert write(client, **MARIO).status_code == 403
    assert leads(clinic) == []


def test_without_the_csrf_token_nobody_is_written_down(clinic, agent):
    client = client_of(clinic, agent)
    client.handler.enforce_csrf_checks = True

    assert write(client, **MARIO).status_code == 403
    assert leads(clinic) == []


def test_with_a_key_it_stays_the_intake_whoever_is_logged_in(clinic, agent_client):
    answer = agent_client.post(
        LEADS, json.dumps(MARIO), content_type="application/json", headers={"X-API-Key": key_of(clinic)}
    )

    assert (answer.status_code, set(answer.json())) == (201, {"lead_id", "lead_score"})
    with clinic_context(clinic):
        assert LeadPayload.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"X-API-Key": "bw_secret_unknown"}], ids=str)
def test_a_stranger_is_401(clinic, headers):
    answer = client_of(clinic).post(LEADS, json.dumps(MARIO), content_type="application/json", headers=headers)

    assert (answer.status_code, leads(clinic)) == (401, [])


def test_in_a_suspended_clinic_the_intake_goes_on_and_colleagues_write_nobody_down(clinic, agent_client):
    Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.SUSPENDED)
    forget_hosts()

    by_hand = write(agent_client, **MARIO)
    arrived = client_of(clinic).post(
        LEADS, json.dumps(MARIO), content_type="application/json", headers={"X-API-Key": key_of(clinic)}
    )

    assert (by_hand.status_code, arrived.status_code) == (403, 201)
