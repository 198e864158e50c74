"""The form of an answer follows the door: a page for people, JSON for programs (HOUSE, "Answers")."""

import pytest
import structlog
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, SerializationFailure

from crm.testing.people import client_of, host_of
from crm.testing.walk import listening
from tenants.services.states import suspend

SHAPE = {"code", "detail", "fields"}


def broken(error):
    def breaks(*_, **__):
        raise error

    return breaks


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v1/leads/", "/api/v1/leads/one"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_endpoint_that_is_not_there_is_404_in_json(clinic, platform_client, path, method):
    for client in (client_of(clinic), platform_client):
        answer = client.generic(method, path)

        assert answer.status_code == 404
        assert answer.json() == {"code": "not_found", "detail": "Not found.", "fields": {}}


def test_a_page_that_is_not_there_is_404_in_words(agent_client):
    answer = agent_client.get("/admin/nothing/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "This is not here" in answer.content.decode()


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (ValueError, 500)])
def test_a_breakdown_is_a_page_in_the_admin_and_json_in_the_api(clinic, monkeypatch, error, status):
    client = client_of(clinic)
    client.raise_request_exception = False
    monkeypatch.setattr("leads.api.views.LeadIntakeView.post", broken(error("postgres://secret@host")))
    monkeypatch.setattr("tenants.staff.views.InvitationView.owner", broken(error("postgres://secret@host")))

    program = client.post("/api/v1/leads", {}, content_type="application/json", headers={"X-API-Key": "any"})
    page = client.get("/invitation/MQ/token/")

    assert (program.status_code, page.status_code) == (status, status)
    assert program.json().keys() == SHAPE
    assert "<h1" in page.content.decode()
    for answer in (program, page):
        assert "secret" not in answer.content.decode()
        assert answer.get("Retry-After") == ("5" if status == 503 else None)


@pytest.mark.parametrize("kind", [DeadlockDetected, SerializationFailure])
def test_whoever_met_another_halfway_is_told_so_and_not_that_the_service_is_away(clinic, monkeypatch, kind):
    ended = OperationalError("deadlock detected")
    ended.__cause__ = kind()
    monkeypatch.setattr("leads.api.views.LeadIntakeView.post", broken(ended))
    monkeypatch.setattr("tenants.staff.views.InvitationView.owner", broken(ended))
    client = client_of(clinic)

    program = client.post("/api/v1/leads", {}, content_type="application/json", headers={"X-API-Key": "any"})
    page = client.get("/invitation/MQ/token/")

    assert (program.status_code, program.json()["code"], page.status_code) == (409, "conflict", 409)
    assert "Somebody else changed the same" in page.content.decode()
    assert "Retry-After" not in page


@pytest.mark.parametrize("path", ["/admin/leads/lead/?q=%00", "/nothing?%00"])
def test_an_address_that_no_database_can_be_asked_for_is_a_page(agent_client, path):
    answer = agent_client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "something that cannot be read" in answer.content.decode()


def test_below_api_it_is_json(clinic):
    answer = client_of(clinic).get("/api/v1/leads?q=%00")

    assert (answer.status_code, answer.json().keys(), answer.json()["code"]) == (400, SHAPE, "unreadable")


def test_more_fields_than_a_form_has_are_400_without_their_words(clinic):
    answer = client_of(clinic).post("/admin/login/", {f"secret{number}": "x" for number in range(1100)})

    assert answer.status_code == 400
    assert "something that cannot be read" in answer.content.decode()
    assert "secret" not in answer.content.decode()


def test_a_page_opened_in_a_way_it_does_not_know_says_so_in_words(agent_client):
    answer = agent_client.get("/admin/logout/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")
    assert "cannot be opened like this" in answer.content.decode()


def test_a_program_that_writes_to_a_suspended_clinic_is_told_in_json(clinic):
    suspend(clinic)

    answer = client_of(clinic).post("/api/v1/nothing", {}, content_type="application/json")

    assert (answer.status_code, answer.json().keys(), answer.json()["code"]) == (403, SHAPE, "suspended")


@pytest.mark.parametrize("kind", ["application/json; x*=bogus''y", "multipart/form-data; boundary*=bogus''x"])
@pytest.mark.parametrize(
    ("path", "method"), [("/api/v1/leads", "POST"), ("/forms/lead", "POST"), ("/health", "GET")]
)
def test_a_parameter_that_nobody_can_read_is_none(web, clinic, path, method, kind):
    answer = web.request(method, path, host=host_of(clinic), headers={"Content-Type": kind}, content=b"{}")

    assert 200 <= answer.status_code < 500


@pytest.mark.parametrize("charset", ["rot13", "hex", "idna", "undefined", "base64", "utf-16", "x" * 2000])
@pytest.mark.parametrize("kind", ["text/html", "multipart/form-data; boundary=x", "application/json"])
def test_text_is_utf_8_whatever_charset_a_header_names(web, clinic, kind, charset):
    headers = {"Content-Type": f"{kind}; charset={charset}"}
    form = b'--x\r\nContent-Disposition: form-data; name="workspace"\r\n\r\nno\xc3\xa9\r\n--x--\r\n'

    asked = web.request("GET", "/?q=%C3%A9", host="localhost", headers=headers)
    posted = web.request("POST", "/?q=%C3%A9", host="localhost", headers=headers, content=form)

    assert (asked.status_code, posted.status_code) == (200, 403)  # 403: the form has no token of ours


def test_the_line_of_a_health_check_names_no_clinic_of_the_request_before_it(clinic, monkeypatch):
    client = client_of(clinic)
    client.get("/admin/login/")
    monkeypatch.setattr("crm.health._redis", lambda: (structlog.get_logger("health").info("asked"), (True, {}))[1])

    with listening() as lines:
        client.get("/health/redis")

    assert [line["event"] for line in lines()] == ["asked"]
    assert not {"clinic", "request"} & lines()[0].keys()
