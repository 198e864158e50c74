"""docs/api.md is true: its limits are the code's, and the real web process gives each answer of its table."""

import json
import re
from pathlib import Path

import pytest
import yaml

from crm.testing.people import host_of, key_of
from leads.api import examples
from leads.api.lead_schema import LEAD
from leads.services.reading import FIRST_TOUCH, FORM_VIEWS, LIMITS, VISIT
from leads.tests.factories import make_lead

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"
MARIO = {"first_name": "Mario", "phone": "+39333111222"}
# One request for each row of the table; what stops PostgreSQL is in test_intake_faults, what comes too often in
# test_limits_shared, two at once in test_intake_retries.
REQUESTS = {
    "201": {"json": MARIO},
    "200": {"json": MARIO},
    "400 unreadable": {"content": b"{", "headers": {"Content-Type": "application/json"}},
    "401 unauthorized": {"json": MARIO, "headers": {"X-API-Key": "bw_secret_unknown"}},
    "403 forbidden": {"json": MARIO | {"clinic_slug": "another-clinic"}},
    "405 method_not_allowed": {"method": "PUT", "json": MARIO},
    "406 not_acceptable": {"json": MARIO, "headers": {"Accept": "text/xml"}},
    "413 too_large": {"json": MARIO | {"notes": "x" * 65_536}},
    "415 unsupported_media_type": {"data": MARIO},
    "422 invalid": {"json": {"first_name": "Mario"}},
}


def rows(beginning: str) -> list[list[str]]:
    """The cells of the table under the header row that begins so."""
    table = DOCUMENT.read_text().split(f"| {beginning} |", 1)[1].split("\n\n", 1)[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def answers_told() -> set[str]:
    return {word for row in rows("Answer") for word in row[0].replace("`", "").split(" / ")}


def test_each_field_has_the_limit_that_the_document_tells():
    told = {field: int(row[1]) for row in rows("Field") for field in re.findall(r"`(\w+)`", row[0])}

    assert told == LIMITS


@pytest.mark.parametrize("path", ["/api/v1/leads", "/leads/single"])
def test_for_programs_the_same_fields_limits_and_answers_are_described(agent_client, path):
    intake = yaml.safe_load(agent_client.get("/api/schema/").content)["paths"][path]["post"]

    fields = intake["requestBody"]["content"]["application/json"]["schema"]["properties"]
    first = fields.pop(FIRST_TOUCH)["properties"]
    assert fields.pop(FORM_VIEWS)["items"]["properties"] == first
    assert {name: field["maxLength"] for name, field in fields.items()} == LIMITS
    assert first.keys() == {*VISIT, "at"}
    assert all(first[name]["maxLength"] == LIMITS[name] for name in VISIT)
    assert {row[:3] for row in answers_told()} - {"405"} <= set(intake["responses"])
    answer = intake["responses"]["201"]["content"]["application/json"]["schema"]
    answer = answer.get("anyOf", [answer])[0]  # a colleague who writes one down is answered with the lead
    assert set(answer["properties"]) == {"lead_id", "lead_score", "submission", "held"}


def test_that_somebody_else_changed_a_lead_meanwhile_is_described(agent_client):
    lead = yaml.safe_load(agent_client.get("/api/schema/").content)["paths"]["/api/v1/leads/{lead_id}"]

    assert "409" in lead["patch"]["responses"]
    assert "409" not in lead["get"]["responses"]


def test_every_body_about_a_lead_has_an_example_and_what_can_be_sent_as_it_stands_is_taken(clinic, agent_client):
    paths = yaml.safe_load(agent_client.get("/api/schema/").content)["paths"]
    bodies = [
        body["application/json"]
        for path, methods in paths.items()
        for method in methods.values()
        if path.startswith("/api/v1/leads")
        and "application/json" in (body := method.get("requestBody", {}).get("content", {}))
    ]
    lead = make_lead(clinic)
    sent = [
        ("POST", "", examples.WRITTEN_DOWN),
        ("PATCH", f"/{lead.pk}", examples.CHANGE),
        ("POST", f"/{lead.pk}/notes", examples.NOTE),
        ("POST", f"/{lead.pk}/tags", examples.TAGS),
        ("POST", "/actions", examples.ACTION),
    ]

    answers = [
        agent_client.generic(method, f"/api/v1/leads{path}", json.dumps(body), content_type="application/json")
        for method, path, body in sent
    ]

    bare = {"type": "object", "properties": {}, "additionalProperties": False}  # archive and restore ask nothing
    assert [one for one in bodies if one["schema"] != bare and not _shown(one)] == []
    assert [answer.status_code for answer in answers] == [201, 200, 201, 200, 200]
    assert answers[0].json().keys() == LEAD["properties"].keys() == examples.LEAD.keys()
    assert answers[4].json().keys() == examples.DONE.keys()
    assert agent_client.get("/api/v1/leads/statistics").json().keys() == examples.NUMBERS.keys()


def _shown(body: dict) -> object:
    return body.get("examples") or body["schema"].get("example")


def test_every_answer_of_the_document_is_asked_for_here():
    assert answers_told() == set(REQUESTS) | {"503 unavailable", "429 too_many", "409 conflict"}


def test_the_real_web_process_gives_every_answer_of_the_document(door):
    web, clinic, key = door
    given = {}
    for told, options in REQUESTS.items():
        headers = {"X-API-Key": key} | options.get("headers", {})
        sent = {"method": "POST"} | options | {"headers": headers}
        answer = web.request(sent.pop("method"), "/api/v1/leads", host=host_of(clinic), **sent)
        body = answer.json()
        given[told] = f"{answer.status_code} {body.get('code', '')}".strip()
        assert set(body) == ({"lead_id", "lead_score"} if answer.is_success else {"code", "detail", "fields"})

    assert given == {told: told for told in REQUESTS}


@pytest.mark.parametrize("sent", [MARIO, MARIO | {"company_website": "https://robot.example"}])
def test_a_site_key_is_told_201_and_an_opaque_number_each_time(door, sent):
    web, clinic, _ = door
    page = "https://clinic-site.example"
    headers = {"X-API-Key": key_of(clinic, kind="site", origins=[page]), "Origin": page}

    answer = web.request("POST", "/api/v1/leads", host=host_of(clinic), json=sent, headers=headers)

    assert (answer.status_code, len(str(answer.json()["lead_id"]))) == (201, 15)
