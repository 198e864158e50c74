"""The API described: for whoever is logged in, without a request to anywhere else (H:A13)."""

import re

import pytest
import yaml
from django.conf import settings
from drf_spectacular.validation import validate_schema
from rest_framework.views import APIView

from crm.testing.people import client_of
from tenants.desk.access import CLINIC
from tenants.desk.addresses import addresses

NOT_DESCRIBED = {"api-schema", "api-docs"}  # the description itself
PARAMETER = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
METHODS = ("get", "post", "put", "patch", "delete")
ALWAYS = {"400", "401", "403", "404", "406", "422", "503"}
SESSION, BY_KEY = [{"session": []}], [{"key": []}]


@pytest.fixture
def document(agent_client):
    return yaml.safe_load(agent_client.get("/api/schema/").content)


def described(document):
    """{"PATCH /api/v1/leads/{lead_id}": its operation}"""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def answered():
    """The same names, of the resolver."""
    return {
        method.upper() + " /" + PARAMETER.sub(r"{\1}", one.route)
        for one in addresses(CLINIC)
        if issubclass(getattr(one.view, "cls", object), APIView) and one.name not in NOT_DESCRIBED
        for method in METHODS
        if hasattr(one.view.cls, method)
    }


def test_what_is_answered_is_described_and_nothing_else(document):
    assert set(described(document)) == answered()
    assert len(answered()) >= 9


def test_the_document_is_one(document):
    validate_schema(document)


def test_every_operation_says_what_it_is_and_what_it_refuses(document):
    for name, operation in described(document).items():
        assert operation["summary"], name
        assert set(operation["responses"]) >= ALWAYS, name
        assert "Retry-After" in operation["responses"]["503"]["headers"], name


def test_whatever_writes_says_what_it_takes_and_how_much(document):
    bodiless = ("GET ", "DELETE ")
    writing = {name: one for name, one in described(document).items() if not name.startswith(bodiless)}

    for name, operation in writing.items():
        content = operation["requestBody"]["content"]
        body = content.get("application/json", content.get("multipart/form-data"))["schema"]
        assert body["properties"] or body["additionalProperties"] is False, name  # no: it takes {} alone
        assert set(operation["responses"]) >= {"413", "415"}, name
    assert len(writing) >= 4


def test_each_says_who_may_ask(document):
    asked = {name: operation["security"] for name, operation in described(document).items()}
    intake = {"POST /api/v1/leads", "POST /leads/single", "GET /api/v1/leads/challenge"}

    for name, security in asked.items():
        writing = [{"session": [], "csrf": []}]
        assert security == (BY_KEY if name in intake else SESSION if name.startswith("GET ") else writing), name


def test_the_ways_in_are_those_that_there_are(document):
    ways = document["components"]["securitySchemes"]

    assert {name: (way["in"], way["name"]) for name, way in ways.items()} == {
        "key": ("header", "X-API-Key"),
        "session": ("cookie", settings.SESSION_COOKIE_NAME),
        "csrf": ("header", "X-CSRFToken"),
    }


def test_the_schema_is_behind_the_login(clinic):
    assert client_of(clinic).get("/api/schema/").status_code == 401


def test_the_page_leads_a_person_to_the_login(clinic):
    answer = client_of(clinic).get("/api/docs/")

    assert answer["Location"].startswith("/admin/login/?next=/api/docs/")


def test_the_page_brings_its_scripts_from_here_and_none_inline(agent_client):
    page = agent_client.get("/api/docs/")

    assert "'unsafe-inline'" not in page["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert "https://" not in page.content.decode()
    script = agent_client.get("/api/docs/?script=")
    assert script.status_code == 200
    assert "SwaggerUIBundle" in script.content.decode()
