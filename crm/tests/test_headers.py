"""Every answer carries its headers, whoever gives it: a view, an error, a file, a refusal (H:N11, N12, N14)."""

import re

import pytest
from django.test import Client

from crm.headers import NOTHING
from crm.testing.people import client_of, host_of, make_user
from crm.testing.walk import calls, walk
from tenants.staff.roles import ADMIN

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def missing(answer) -> list[str]:
    """What is wrong with the headers of an answer, in words."""
    policy = answer.get("Content-Security-Policy", "")
    wrong = [name for name, value in ALWAYS.items() if answer.get(name) != value]
    wrong += [name for name in ("frame-ancestors 'none'", "base-uri 'none'") if name not in policy]
    wrong += ["default-src"] if not re.search(r"default-src '(self|none)'", policy) else []
    wrong += ["inline script"] if re.search(r"script-src[^;]*unsafe-inline", policy) else []
    wrong += ["Permissions-Policy"] if "camera=()" not in answer.get("Permissions-Policy", "") else []
    wrong += ["no-store"] if "no-store" not in answer.get("Cache-Control", "") else []
    page = answer.get("Content-Type", "").startswith("text/html")
    return wrong + ([] if page or policy == NOTHING else ["what is no page loads nothing"])


def agreed(one) -> list[str]:
    """What an address may lack: pages of other hosts load our script, a page of ours frames the form's preview."""
    if one.status not in {200, 304}:
        return []
    return {
        "embed-file": ["Cross-Origin-Resource-Policy", "no-store"],
        "admin:website_preview": ["X-Frame-Options", "frame-ancestors 'none'"],
    }.get(one.call.address.name, [])


@pytest.mark.parametrize("role", [None, ADMIN])
def test_every_address_answers_with_all_headers(canaries, role):
    here, there = canaries
    user = make_user(here.clinic, role=role, email="walker@example.com") if role else None

    every = [one for one in calls("crm.urls_clinic", here, there) if not one.foreign]
    steps = [one for one in every if role is None or one.method in {"GET", "POST"}]

    heard = walk(client_of(here.clinic, user), steps, body={})

    assert [
        (str(one), missing(one.response)) for one in heard if missing(one.response) not in ([], agreed(one))
    ] == []


def test_every_address_of_the_platform_answers_with_all_headers(canaries, platform_client):
    heard = walk(platform_client, calls("crm.urls_platform", *canaries), body={})

    assert [
        (str(one), missing(one.response)) for one in heard if missing(one.response) not in ([], agreed(one))
    ] == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"path": "/health"}, 200),
        ({"path": "/health", "HTTP_HOST": "nobody.invalid"}, 200),
        ({"path": "/health/redis"}, 200),
        ({"path": "/", "HTTP_HOST": "nobody.invalid"}, 404),
        ({"path": "/", "HTTP_HOST": "a b"}, 404),
        ({"path": "/nothing-here"}, 404),
        ({"path": "/api/nothing-here"}, 404),
        ({"path": "/?q=%00"}, 400),
        ({"path": "/admin/login/", "CONTENT_LENGTH": "x"}, 400),
        ({"path": "/admin/login/", "CONTENT_LENGTH": "99999999"}, 413),
        ({"path": "/static/crm/nothing.css"}, 404),
    ],
    ids=str,
)
def test_an_early_answer_has_all_headers(clinic, asked, status):
    answer = Client(HTTP_HOST=host_of(clinic)).generic("GET", **asked)

    assert (answer.status_code, missing(answer)) == (status, [])


def test_a_form_without_its_csrf_token_is_refused_with_all_headers(clinic):
    answer = Client(HTTP_HOST=host_of(clinic), enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})

    assert (answer.status_code, missing(answer)) == (403, [])


@pytest.mark.parametrize("error", [RuntimeError, pytest.param("away", id="database away")])
def test_a_failure_of_ours_has_all_headers(clinic, monkeypatch, error):
    from django.db import OperationalError

    def fails(*args, **kwargs):
        raise OperationalError("away") if error == "away" else error

    monkeypatch.setattr("tenants.desk.sites.HouseSite.login", fails)
    monkeypatch.setattr("tenants.desk.middleware.allows", fails)
    client = client_of(clinic)
    client.raise_request_exception = False

    answer = client.get("/admin/login/")

    assert (answer.status_code, missing(answer)) == (503 if error == "away" else 500, [])


def test_only_https_is_told_to_stay_https(clinic, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    client = client_of(clinic)

    for path in ("/health", "/admin/login/", "/nothing-here"):
        assert client.get(path, secure=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert "Strict-Transport-Security" not in client.get(path)


def test_production_leads_to_https_and_lets_the_proxy_ask_for_health(clinic, settings):
    from django.test import Client as Anew

    settings.SECURE_SSL_REDIRECT = True
    client = Anew(HTTP_HOST=host_of(clinic))

    assert client.get("/admin/login/").status_code == 301
    assert client.get("/health").status_code == 200


def test_a_file_of_ours_may_be_kept_and_has_the_other_headers(clinic):
    answer = client_of(clinic).get("/static/crm/tokens.css")

    assert answer.status_code == 200
    assert missing(answer) == ["no-store"]


def test_a_question_of_100_kb_is_refused_at_once(clinic, agent_client):
    answer = agent_client.get("/admin/leads/lead/?q=" + "a" * 100_000)

    assert answer.status_code == 400
