"""One JSON object a line, with clinic and request, and nothing that a person wrote (H:T18, F:G7)."""

import json
import logging
import uuid
from dataclasses import replace

import pytest
import structlog

from crm.logs import HouseFormatter
from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.walk import METHODS, calls, listening, walk
from tenants.context import clinic_context, platform_schema

SECRET = "mario@example.com"


def broken():
    raise ValueError(f"Key (email)=({SECRET}) already exists.")


def test_an_exception_is_its_type_and_its_places_without_its_words():
    with listening() as lines:
        try:
            broken()
        except ValueError:
            logging.getLogger("a.library").exception("Something went wrong")
            structlog.get_logger("ours").exception("ours.broke")

    assert [line["event"] for line in lines()] == ["Something went wrong", "ours.broke"]
    for line in lines():
        assert line["exception"] == "ValueError"
        assert any("test_logs.py" in place and "broken" in place for place in line["at"])
        assert SECRET not in json.dumps(line)


def test_a_library_that_prints_the_exception_into_its_line_does_not_get_its_words_through():
    with listening() as lines:
        try:
            broken()
        except ValueError as problem:
            logging.getLogger("celery.app.trace").error("Task x raised unexpected: %r", problem, exc_info=problem)
            logging.getLogger("other").error("Failed: %s", problem, exc_info=problem)

    assert [line["event"] for line in lines()] == ["Task x raised unexpected: ValueError", "Failed: ValueError"]


def test_a_page_that_breaks_is_logged_without_the_values_it_broke_on(clinic, monkeypatch):
    monkeypatch.setattr("leads.services.judging.enter", lambda *_, **__: broken())

    with listening() as lines:
        post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email=SECRET)

    assert "ValueError" in {line.get("exception") for line in lines()}
    assert SECRET not in json.dumps(lines())


def test_every_line_of_a_request_names_its_clinic_and_its_request(clinic, other_clinic):
    with listening() as lines:
        answers = [client_of(one).get("/admin/login/") for one in (clinic, other_clinic)]

    requests = [line for line in lines() if line["event"] == "request"]
    assert [line["clinic"] for line in requests] == [clinic.schema_name, other_clinic.schema_name]
    assert [line["request"] for line in requests] == [answer["X-Request-ID"] for answer in answers]
    assert all(uuid.UUID(line["request"]) for line in requests)


def test_a_line_of_the_platform_names_no_clinic_not_even_after_one(clinic, platform_client):
    with listening() as lines:
        client_of(clinic).get("/admin/login/")
        platform_client.get("/admin/login/")

    assert "clinic" not in [line for line in lines() if line["event"] == "request"][-1]


def test_work_inside_a_clinic_is_logged_under_it(clinic):
    with listening() as lines, clinic_context(clinic):
        structlog.get_logger("ours").info("inside")
        with platform_schema():
            structlog.get_logger("ours").info("for a moment outside")
    structlog.get_logger("ours").info("afterwards")

    assert [line.get("clinic") for line in lines()] == [clinic.schema_name] * 2


@pytest.mark.parametrize("path", ["/admin/login/?email=mario@example.com", "/invitation/mario@example.com/x/"])
def test_addresses_are_logged_by_their_pattern_and_never_as_they_were_asked(clinic, path):
    with listening() as lines:
        client_of(clinic).get(path)
        client_of(clinic).post(path, {"username": SECRET, "password": SECRET})

    assert SECRET not in json.dumps(lines())


def test_a_page_that_breaks_is_logged_by_its_pattern_and_not_by_the_token_in_its_path(clinic, monkeypatch):
    monkeypatch.setattr("tenants.staff.views.InvitationView.owner", lambda *_: broken())
    client = client_of(clinic)
    client.raise_request_exception = False

    with listening() as lines:
        answer = client.get("/invitation/MQ/a-secret-token/?and=another")

    assert answer.status_code == 500
    assert "invitation/<str:uid>/<str:token>/" in " ".join(line["event"] for line in lines())
    assert "a-secret-token" not in json.dumps(lines())
    assert "another" not in json.dumps(lines())


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf", "django.security.SuspiciousSession"])
def test_every_logger_that_knows_the_request_names_its_pattern(name, rf):
    request = rf.get("/invitation/MQ/a-secret-token/?and=another")

    with listening() as lines:
        logging.getLogger(name).error("Refused (%s): %s", "why", request.path, extra={"request": request})
        logging.getLogger(name).error("Refused: %s", request.get_full_path(), extra={"request": request})

    assert [line["event"] for line in lines()] == ["Refused (why): (no route)", "Refused: (no route)"]


def test_a_line_is_one_json_object_whatever_stands_in_it():
    record = logging.LogRecord("x", logging.INFO, "", 0, "two\nlines \u2028 and 'quotes' %s", ("{}",), None)

    printed = HouseFormatter().format(record)

    assert "\n" not in printed
    assert json.loads(printed)["event"].startswith("two\nlines")


@pytest.mark.parametrize("role", [None, "Admin"])
def test_no_line_holds_anything_of_a_request_whatever_address_it_is_for(canaries, role):
    """In the path, the query, the headers and the body; a name that is a route's own is none of them."""
    here, there = canaries
    client = client_of(here.clinic, make_user(here.clinic, role=role, email="walker@example.com") if role else None)
    token = "SECRET-" + uuid.uuid4().hex
    steps = [
        replace(step, path=f"{step.path}?q={token}&{token}=1")
        for step in calls("crm.urls_clinic", here, there)
        if not step.foreign and (role is None or step.method in {"GET", "POST"})
    ]
    steps += [replace(steps[0], method=method, path=f"/invitation/{token}/{token}/") for method in METHODS]
    steps += [
        replace(steps[0], method=method, path=f"{at}/{token}?{token}")
        for method in METHODS
        for at in ("", "/api", "/static")
    ]
    body = dict.fromkeys(["username", "password", "email", "next", token], token)

    with listening() as lines:
        walk(
            client,
            steps,
            body=body,
            **dict.fromkeys(["User-Agent", "Referer", "X-API-Key", "Accept", "X-Forwarded-For"], token),
        )

    assert len(lines()) >= len(steps)
    assert not [line for line in lines() if token in json.dumps(line)]
