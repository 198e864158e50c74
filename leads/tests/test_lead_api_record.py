"""Notes, tags, own fields and the next step of a lead for programs (F:L4, L5, L20, L26)."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from crm.testing.people import client_of, make_user
from leads.models import ContactAttempt, CustomField, Lead, Note, Tag
from leads.services.attempts import log_attempt
from leads.services.consent import is_suppressed
from leads.tests.factories import make_lead, reach
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.models import Operation

LEADS = "/api/v1/leads"


def send(client, method: str, path: str, body: object):
    return client.generic(method, f"{LEADS}{path}", json.dumps(body), content_type="application/json")


@pytest.fixture
def lead(clinic):
    return make_lead(clinic)


@pytest.fixture
def hidden(clinic, agent):
    """A colleague's lead, which the agent does not see, with a note."""
    lead = make_lead(clinic, "Hidden", assigned_to=make_user(clinic, email="other@example.com"))
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
        Note.objects.create(lead=lead, body="secret", at=timezone.now())
    return lead


def test_a_note_is_written_pinned_reworded_and_listed(clinic, agent, agent_client, lead):
    made = send(agent_client, "POST", f"/{lead.pk}/notes", {"body": "Afraid of needles", "kind": "call"}).json()
    pinned = send(agent_client, "PATCH", f"/{lead.pk}/notes/{made['id']}", {"is_pinned": True}).json()
    send(agent_client, "PATCH", f"/{lead.pk}/notes/{made['id']}", {"body": "Not afraid", "is_pinned": False})

    listed = agent_client.get(f"{LEADS}/{lead.pk}/notes").json()
    removed = send(agent_client, "DELETE", f"/{lead.pk}/notes/{made['id']}", {}).json()

    with clinic_context(clinic):
        assert Operation.objects.get(pk=removed["operation"]).kind == "note.remove"
    assert agent_client.get(f"{LEADS}/{lead.pk}/notes").json()["count"] == 0
    assert (made["kind"], made["by"], pinned["is_pinned"]) == ("call", str(agent), True)
    assert listed["count"] == 1
    assert (listed["results"][0]["body"], listed["results"][0]["is_pinned"]) == ("Not afraid", False)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"body": 7}, "body"),
        ({"body": "x", "kind": "system"}, "kind"),
        ({"body": "x", "by": 1}, "by"),
    ],
    ids=str,
)
def test_a_note_that_is_none_is_422_by_field(clinic, agent_client, lead, body, field):
    answer = send(agent_client, "POST", f"/{lead.pk}/notes", body)

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    with clinic_context(clinic):
        assert not Note.objects.exists()


def test_a_note_is_reached_below_its_own_lead_and_a_colleagues_is_404(clinic, agent_client, lead, hidden):
    with clinic_context(clinic):
        note = Note.objects.get(lead=hidden)
        other = Note.objects.create(lead=make_lead(clinic, "Seen"), body="seen", at=timezone.now())

    answers = [
        send(agent_client, "PATCH", f"/{lead.pk}/notes/{other.pk}", {"is_pinned": True}),
        send(agent_client, "PATCH", f"/{lead.pk}/notes/{note.pk}", {"is_pinned": True}),
        send(agent_client, "PATCH", f"/{hidden.pk}/notes/{note.pk}", {"is_pinned": True}),
        send(agent_client, "DELETE", f"/{lead.pk}/notes/{other.pk}", {}),
        send(agent_client, "DELETE", f"/{hidden.pk}/notes/{note.pk}", {}),
        send(agent_client, "POST", f"/{hidden.pk}/notes", {"body": "x"}),
        send(agent_client, "POST", f"/{hidden.pk}/contacts", {"phone": "+393331234567"}),
        send(agent_client, "POST", f"/{hidden.pk}/attempts", {"disposition": "no_answer"}),
        agent_client.get(f"{LEADS}/{hidden.pk}/attempts"),
        agent_client.get(f"{LEADS}/{hidden.pk}/owners"),
        send(agent_client, "POST", f"/{hidden.pk}/tags", {"add": ["vip"]}),
        agent_client.get(f"{LEADS}/{hidden.pk}/notes"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    with clinic_context(clinic):
        assert set(Note.objects.values_list("pinned_at", "removed_at")) == {(None, None)}
        assert not ContactAttempt.objects.exists()
        assert not Tag.objects.exists()


def test_tags_come_and_go_by_name(agent_client, lead):
    added = send(agent_client, "POST", f"/{lead.pk}/tags", {"add": ["VIP", "smoker"]}).json()
    left = send(agent_client, "POST", f"/{lead.pk}/tags", {"remove": ["vip"]}).json()
    wrong = send(agent_client, "POST", f"/{lead.pk}/tags", {"add": "vip"})

    assert (sorted(added["tags"]), left["tags"]) == (["VIP", "smoker"], ["smoker"])
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["add"])


def test_own_fields_are_read_and_written_by_key(clinic, agent_client, lead):
    with clinic_context(clinic):
        CustomField.objects.create(key="shoe", name="Shoe", kind="number")
        CustomField.objects.create(key="old", name="Old", kind="text", is_active=False)

    written = send(agent_client, "PATCH", f"/{lead.pk}", {"custom": {"shoe": 42.5}}).json()
    again = send(agent_client, "PATCH", f"/{lead.pk}", {"city": "Bari"}).json()
    gone = send(agent_client, "PATCH", f"/{lead.pk}", {"custom": {"shoe": None}}).json()

    assert (written["custom"], again["custom"], gone["custom"]) == ({"shoe": "42.5"}, {"shoe": "42.5"}, {})


@pytest.mark.parametrize("custom", [{"shoe": "big"}, {"nothing": 1}, {"old": "x"}, [], 7], ids=str)
def test_an_own_field_that_is_none_is_422_and_nothing_changes(clinic, agent_client, lead, custom):
    with clinic_context(clinic):
        CustomField.objects.create(key="shoe", name="Shoe", kind="number")
        CustomField.objects.create(key="old", name="Old", kind="text", is_active=False)

    answer = send(agent_client, "PATCH", f"/{lead.pk}", {"city": "Bari", "custom": custom})

    assert answer.status_code == 422
    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).city == ""


def test_the_next_step_is_set_reworded_and_done(agent_client, lead):
    at = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    step = {"next_follow_up": at.isoformat(), "follow_up_why": "call_back", "follow_up_note": "after work"}

    planned = send(agent_client, "PATCH", f"/{lead.pk}", step).json()
    reworded = send(agent_client, "PATCH", f"/{lead.pk}", {"follow_up_note": "at noon"}).json()
    done = send(agent_client, "PATCH", f"/{lead.pk}", {"next_follow_up": None}).json()

    assert (planned["follow_up_why"], planned["follow_up_note"]) == ("call_back", "after work")
    assert (reworded["next_follow_up"], reworded["follow_up_note"]) == (planned["next_follow_up"], "at noon")
    assert (done["next_follow_up"], done["follow_up_why"]) == (None, "")


def test_a_step_that_is_late_is_reworded_and_moved_to_a_time_to_come_alone(clinic, agent_client):
    late = make_lead(clinic, next_follow_up=timezone.now() - timedelta(days=1), follow_up_why="call_back")

    reworded = send(agent_client, "PATCH", f"/{late.pk}", {"follow_up_note": "at noon"})
    refused = send(agent_client, "PATCH", f"/{late.pk}", {"next_follow_up": late.next_follow_up.isoformat()})

    assert (reworded.status_code, reworded.json()["follow_up_note"]) == (200, "at noon")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["next_follow_up"])


@pytest.mark.parametrize(
    "step",
    [
        {"next_follow_up": "2020-01-01T00:00:00Z"},
        {"next_follow_up": "2099-01-01T00:00:00"},
        {"next_follow_up": "tomorrow"},
        {"next_follow_up": 7},
        {"follow_up_note": "x"},
        {"next_follow_up": "2099-01-01T00:00:00Z", "follow_up_why": "x"},
        {"next_follow_up": "2030-01-01T00:00:00Z", "follow_up_note": "x" * 201},
    ],
    ids=str,
)
def test_a_step_that_is_none_is_422_and_the_rest_of_the_change_is_not_written(clinic, agent_client, lead, step):
    answer = send(agent_client, "PATCH", f"/{lead.pk}", {"city": "Bari", **step})

    assert answer.status_code == 422
    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).city == ""


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "notes"), ("POST", "tags"), ("PATCH", "notes/1"), ("DELETE", "notes/1"), ("POST", "contacts"),
     ("POST", "attempts")],
)  # fmt: skip
def test_who_only_looks_writes_nothing(clinic, lead, method, path):
    client = client_of(clinic, make_user(clinic, role=roles.READ_ONLY, email="reader@example.com"))

    assert send(client, method, f"/{lead.pk}/{path}", {"body": "x"}).status_code == 403
    assert client.get(f"{LEADS}/{lead.pk}/notes").status_code == 200


def test_whoever_says_on_the_phone_that_we_should_stop_is_stopped_by_every_address(clinic, act, lead):
    reach(clinic, lead, "phone", "+39333111222")

    act(log_attempt, lead.pk, channel="call", disposition="do_not_contact")

    with clinic_context(clinic):
        assert is_suppressed("phone", "+39333111222", "whatsapp")
        assert Lead.objects.get(pk=lead.pk).do_not_contact
