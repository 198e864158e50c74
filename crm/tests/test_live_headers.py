"""The live process answers past Django, and with the same headers: streams, refusals and failures (H:N11, N14)."""

import pytest
from django.db import OperationalError
from starlette.testclient import TestClient

from crm.headers import NOTHING
from crm.live import application
from crm.testing.people import host_of, make_user
from crm.tests.test_headers import missing
from tenants.live.tests.listening import Listener, cookies_of

HERE = "http://clinic-a.localhost"


@pytest.fixture
def ask():
    client = TestClient(application, base_url=HERE, raise_server_exceptions=False, follow_redirects=False)
    return lambda method="GET", path="/live", **headers: client.request(method, path, headers=headers)


@pytest.fixture
def nobody(monkeypatch):
    """A visitor whom the database does not know; it is not asked."""
    monkeypatch.setattr("tenants.live.app.visitor_of", lambda host, session: None)


def breaks(error):
    def broken(*args):
        raise error("postgres://secret@host")

    return broken


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 403),
        ({"method": "HEAD"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"method": "POST"}, 405),
        ({"method": "OPTIONS"}, 405),
        ({"method": "TRACE"}, 405),
        ({"path": "/live/"}, 307),
        ({"path": "/"}, 404),
        ({"path": "/live/%00"}, 404),
    ],
    ids=str,
)
def test_a_refusal_has_all_headers(ask, nobody, asked, status):
    answer = ask(**asked)

    assert (answer.status_code, missing(answer.headers)) == (status, [])


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (RuntimeError, 500)])
def test_a_failure_has_all_headers_and_none_of_its_words(ask, monkeypatch, error, status):
    monkeypatch.setattr("tenants.live.app.visitor_of", breaks(error))

    answer = ask()

    assert (answer.status_code, missing(answer.headers)) == (status, [])
    assert "secret" not in answer.text


def test_the_stream_of_the_real_process_and_its_refusal_have_all_headers(live, fresh_clinic):
    clinic = fresh_clinic()
    listener = Listener(live, clinic, cookies_of(clinic, make_user(clinic)))
    refused = live.request("GET", "/live", host=host_of(clinic))
    lost = live.request("GET", "/nothing", host=host_of(clinic))

    assert (listener.response.status_code, refused.status_code, lost.status_code) == (200, 403, 404)
    for answer in (listener.response, refused, lost):
        assert missing(answer.headers) == []
        assert answer.headers["Content-Security-Policy"] == NOTHING


@pytest.mark.parametrize(
    ("proxy", "proto", "told"),
    [
        (True, "https", True),
        (True, "https, http", True),
        (True, "http", False),
        (True, "", False),
        (False, "https", False),
    ],
)
def test_only_https_is_told_to_stay_https(ask, nobody, settings, proxy, proto, told):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None

    answer = ask(**{"X-Forwarded-Proto": proto})

    assert answer.headers.get("Strict-Transport-Security") == (
        "max-age=31536000; includeSubDomains" if told else None
    )


def test_https_without_a_proxy_is_told_as_well(nobody, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client = TestClient(application, base_url=HERE.replace("http:", "https:"))

    assert client.get("/live").headers["Strict-Transport-Security"] == "max-age=31536000"
