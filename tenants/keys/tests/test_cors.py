"""Which pages of other origins may ask, and read what they are answered: their own keys' only (H:L13)."""

import pytest
from django.test import Client
from django.utils import timezone

from crm.testing.people import client_of, key_of
from tenants.context import clinic_context, platform_schema
from tenants.keys.cors import forget_pages
from tenants.keys.models import ApiKey
from tenants.keys.services.change import change_key
from tenants.keys.services.check import forget_keys
from tenants.keys.services.pages import pages_in_step
from tenants.keys.services.revoke import revoke_key
from tenants.models import KeyRoute
from tenants.services import routes

PAGE, OTHER_PAGE = "https://clinic-site.example", "https://other-site.example"
ADDRESSES = ["/api/v1/leads", "/leads/single"]
MARIO = {"first_name": "Mario", "email": "mario@example.com"}


@pytest.fixture
def site_key(clinic):
    return key_of(clinic, kind="site", origins=[PAGE])


def ask(client, origin, *, path="/api/v1/leads", method="POST"):
    """What a browser asks before it sends a form of another origin."""
    told = {"Origin": origin, "Access-Control-Request-Method": method}
    return client.options(path, headers=told | {"Access-Control-Request-Headers": "content-type,x-api-key"})


def send(client, origin, key="", *, body=MARIO, kind="application/json"):
    return client.post("/api/v1/leads", body, content_type=kind, headers={"Origin": origin, "X-API-Key": key})


def platform():
    return Client(HTTP_HOST="localhost")


def cors(answer):
    return {name: value for name, value in answer.items() if name.startswith("Access-Control-")}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_browser_of_a_page_that_a_key_names_may_send(clinic, site_key, path):
    answer = ask(client_of(clinic), PAGE, path=path)

    assert answer.status_code == 204
    assert cors(answer) == {
        "Access-Control-Allow-Origin": PAGE,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "X-API-Key, Content-Type, Idempotency-Key",
        "Access-Control-Expose-Headers": "Retry-After",
        "Access-Control-Max-Age": "600",
    }
    assert "Origin" in answer["Vary"]


def test_it_may_on_the_platforms_host_too(clinic, site_key):
    assert ask(platform(), PAGE)["Access-Control-Allow-Origin"] == PAGE


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "*",
        OTHER_PAGE,
        PAGE.upper(),
        f"{PAGE}/",
        f"{PAGE}:443",
        f"{PAGE}.evil.example",
        f"{PAGE}, {PAGE}",
    ],
)
def test_any_other_is_refused_and_told_of_no_page(clinic, site_key, origin):
    for client in (client_of(clinic), platform()):
        answer = ask(client, origin)

        assert (answer.status_code, cors(answer)) == (403, {})
        assert "Origin" in answer["Vary"]


def test_what_no_browser_writes_costs_no_question(clinic, django_assert_num_queries):
    client = client_of(clinic)
    ask(client, OTHER_PAGE)

    with django_assert_num_queries(0):
        for origin in ("null", "x" * 9000, "javascript:alert(1)"):
            ask(client, origin)


def test_the_neighbours_page_may_not_ask_here(clinic, other_clinic, site_key):
    key_of(other_clinic, kind="site", origins=[OTHER_PAGE])

    assert ask(client_of(clinic), OTHER_PAGE).status_code == 403
    assert ask(client_of(other_clinic), OTHER_PAGE).status_code == 204


def test_a_secret_key_and_a_revoked_one_open_no_page(clinic, site_key):
    key_of(clinic)
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(kind="site"), now=timezone.now())

    assert ask(client_of(clinic), PAGE).status_code == 403


def test_a_page_that_a_key_is_given_later_may_and_one_that_is_taken_away_may_not(clinic, site_key):
    with clinic_context(clinic):
        change_key(ApiKey.objects.get(), name="", origins=[OTHER_PAGE], per_hour=10)

    assert ask(client_of(clinic), OTHER_PAGE).status_code == 204
    assert ask(client_of(clinic), PAGE).status_code == 403


def test_keys_of_before_the_routes_knew_pages_are_brought_in_step(clinic, other_clinic, site_key):
    secret, revoked = key_of(clinic), key_of(clinic, kind="site", origins=[OTHER_PAGE])
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(route=revoked.split("_")[2]), now=timezone.now())
        with platform_schema():
            KeyRoute.objects.update(origins=[])

        for _ in range(2):
            pages_in_step()

    pages = dict(KeyRoute.objects.values_list("route", "origins"))
    assert [pages[key.split("_")[2]] for key in (site_key, secret, revoked)] == [[PAGE], [], []]


def test_a_change_is_noticed_within_seconds_and_asked_once_until_then(clinic, site_key, monkeypatch):
    asked, really = [], routes.is_known_page
    monkeypatch.setattr("tenants.keys.cors.is_known_page", lambda *one: asked.append(one) or really(*one))
    client = client_of(clinic)

    answers = [ask(client, PAGE).status_code for _ in range(3)]
    forget_pages()
    ask(client, PAGE)

    assert answers == [204, 204, 204]
    assert len(asked) == 2


@pytest.mark.parametrize("host", ["clinic", "platform"])
def test_the_page_reads_what_it_is_answered_and_never_with_cookies(clinic, site_key, host):
    client = client_of(clinic) if host == "clinic" else platform()

    answer = send(client, PAGE, site_key)

    assert answer.status_code == 201
    assert cors(answer) == {
        "Access-Control-Allow-Origin": PAGE,
        "Access-Control-Expose-Headers": "Retry-After",
    }
    assert "Origin" in answer["Vary"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"key": ""}, 401),
        ({"key": "bw_site_abcdefghijkl_" + "a" * 40}, 401),
        ({"body": "{", "kind": "application/json"}, 400),
        ({"body": "x" * 70_000, "kind": "application/json"}, 413),
        ({"body": "a=b", "kind": "text/plain"}, 415),
        ({"body": {"email": "mario@example.com"}}, 422),
    ],
    ids=lambda one: str(one)[:40],
)
def test_it_reads_refusals_too(clinic, site_key, sent, status):
    answer = send(client_of(clinic), PAGE, **({"key": site_key} | sent))

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, PAGE)


def test_it_reads_that_its_key_was_revoked(clinic, site_key):
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())
    forget_keys()

    answer = send(client_of(clinic), PAGE, site_key)

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (403, PAGE)


def test_a_page_reads_nothing_with_the_key_of_another(clinic, site_key):
    key_of(clinic, kind="site", origins=[OTHER_PAGE])

    answer = send(client_of(clinic), OTHER_PAGE, site_key)

    assert (answer.status_code, cors(answer)) == (403, {})


def test_a_secret_key_in_a_page_is_read_by_no_page(clinic, site_key):
    answer = send(client_of(clinic), PAGE, key_of(clinic))

    assert answer.status_code == 201
    assert cors(answer) == {}


def test_a_crash_is_readable_for_the_page_that_sent(clinic, site_key, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("leads.api.views.receive_lead", breaks)
    client = client_of(clinic)
    client.raise_request_exception = False

    answer = send(client, PAGE, site_key)

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (500, PAGE)


@pytest.mark.parametrize(("method", "path"), [("get", "/api/v1/leads"), ("patch", "/api/v1/leads/1"), ("get", "/")])
def test_nothing_else_is_for_pages(clinic, site_key, method, path):
    client = client_of(clinic)

    answer = getattr(client, method)(path, headers={"Origin": PAGE, "X-API-Key": site_key})

    assert cors(answer) == {}
