"""Whatever is typed into the pages before the login: an answer, never a 500 (H:L4)."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.testing.people import client_of
from tenants.staff.lockout import LONGEST_MAIL, tried_mail

LOGIN = "/admin/login/"
FORM = "application/x-www-form-urlencoded"
TEXTS = [
    "x" * 256,
    "x" * 100_000,
    "a\0b",
    "İ" * 254,
    "\ud800",
    "\u202e@example.com",
    "' OR 1=1 --",
    "%s%n",
    "{0.__class__}",
]


def post(client, address, **fields):
    return client.post(address, urlencode(fields, errors="surrogatepass"), content_type=FORM)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", ["username", "password", "next", "csrfmiddlewaretoken"])
def test_a_hostile_login_is_answered(clinic, field, text):
    answer = post(client_of(clinic), LOGIN, **{"username": "agent@example.com", "password": "wrong", field: text})

    assert answer.status_code in {200, 400, 413}


@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_workspace_is_answered(platform_client, text):
    answer = post(platform_client, "/", workspace=text)

    assert answer.status_code in {200, 400, 413}


@pytest.mark.parametrize("name", ["User-Agent", "Accept", "Accept-Language", "Referer", "X-Forwarded-For"])
@pytest.mark.parametrize("value", ["x" * 10_000, "\x7f\xff", "a, " * 3000, "-1,;q=x"])
def test_a_hostile_header_at_the_login_is_answered(clinic, name, value):
    answer = client_of(clinic).post(LOGIN, {"username": "a@example.com", "password": "x"}, headers={name: value})

    assert answer.status_code == 200


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(username=st.text(max_size=400), target=st.text(max_size=60))
def test_any_text_at_the_login_is_answered(clinic, username, target):
    address = f"{LOGIN}?{urlencode({'next': target}, errors='surrogatepass')}"

    answer = post(client_of(clinic), address, username=username, password="x")

    assert answer.status_code in {200, 400, 413, 429}


@given(st.text())
def test_what_is_noted_of_a_try_fits_its_column(typed):
    noted = tried_mail(None, {"username": typed})

    assert len(noted) <= LONGEST_MAIL
    assert "\0" not in noted


# A quoted cookie is read with its escapes (RFC 6265's \012 and Django's parse_cookie): the second is a NUL.
NO_KEYS = ["abcdefgh12", '"abcdefgh12\\000"', "x" * 4000, "A" * 32, '"\\303\\050"', "' OR 1=1 --aaaaaaaaa"]


@pytest.mark.parametrize("cookie", NO_KEYS)
def test_a_cookie_that_can_be_no_session_is_a_stranger(clinic, cookie):
    headers = {"Cookie": f"bw_session={cookie}"}

    desk = client_of(clinic).get("/admin/", headers=headers)
    login = client_of(clinic).get(LOGIN, headers=headers)
    lead = client_of(clinic).post("/api/v1/leads", {"phone": "x"}, content_type="application/json", headers=headers)

    assert (desk.status_code, login.status_code, lead.status_code) == (302, 200, 401)
