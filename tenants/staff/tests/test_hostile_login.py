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
