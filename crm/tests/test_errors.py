"""The form of an answer follows the door: a page for people, JSON for programs (HOUSE, "Answers")."""

import pytest
import structlog
from django.db import OperationalError

from crm.testing.people import client_of
from crm.testing.walk import listening

SHAPE = {"code", "detail", "fields"}


def broken(error):
    def breaks(*_, **__):
        raise error

    return breaks


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/nothing", "/api/v1/leads/", "/api/v1/leads/1"])
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
    monkeypatch.setattr("tenants.staff.views.invited", broken(error("postgres://secret@host")))

    program = client.post("/api/v1/leads", {}, content_type="application/json")
    page = client.get("/invitation/MQ/token/")

    assert (program.status_code, page.status_code) == (status, status)
    assert program.json().keys() == SHAPE
    assert "<h1" in page.content.decode()
    for answer in (program, page):
        assert "secret" not in answer.content.decode()
        assert answer.get("Retry-After") == ("5" if status == 503 else None)


def test_the_line_of_a_health_check_names_no_clinic_of_the_request_before_it(clinic, monkeypatch):
    client = client_of(clinic)
    client.get("/admin/login/")
    monkeypatch.setattr("crm.health._redis", lambda: (structlog.get_logger("health").info("asked"), (True, {}))[1])

    with listening() as lines:
        client.get("/health/redis")

    assert [line["event"] for line in lines()] == ["asked"]
    assert not {"clinic", "request"} & lines()[0].keys()
