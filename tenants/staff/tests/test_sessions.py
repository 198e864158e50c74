"""A session is worth something in the clinic that gave it and nowhere else (H:T10, T11, M9)."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from crm.testing.people import PASSWORD, client_of, make_user
from tenants.context import clinic_context
from tenants.staff.models import User

LOGIN, WORK = "/admin/login/", "/admin/leads/lead/"


@pytest.fixture
def twins(clinic, other_clinic):
    """The same row in both clinics, as a cloned clinic would have it: same id, same password hash."""
    user = make_user(clinic)
    with clinic_context(other_clinic):
        twin = User.objects.create(pk=user.pk, email=user.email, password=user.password)
    return user, twin


@pytest.fixture
def browser(clinic, twins):
    client = client_of(clinic)
    client.post(LOGIN, {"username": twins[0].email, "password": PASSWORD})
    assert client.get(WORK).status_code == 200
    return client


def test_the_cookie_of_one_clinic_is_no_session_at_the_other(browser, other_clinic):
    answer = browser.get(WORK, HTTP_HOST=f"{other_clinic.slug}.localhost")

    assert answer.status_code == 302
    assert answer["Location"].startswith(LOGIN)


def test_not_even_when_the_session_row_itself_was_copied(browser, clinic, other_clinic):
    with clinic_context(clinic):
        stolen = SessionStore(browser.cookies["bw_session"].value).load()
    with clinic_context(other_clinic):
        copy = SessionStore()
        copy.update(stolen)
        copy.save()
    browser.cookies["bw_session"] = copy.session_key

    answer = browser.get(WORK, HTTP_HOST=f"{other_clinic.slug}.localhost")

    assert answer["Location"].startswith(LOGIN)


def test_equal_rows_have_different_session_hashes_in_two_clinics_and_on_the_platform(twins, clinic, other_clinic):
    user, twin = twins

    hashes = set()
    for one in (clinic, other_clinic):
        with clinic_context(one):
            hashes.add((user.get_session_auth_hash(), twin.get_session_auth_hash()))
    hashes.add((user.get_session_auth_hash(),) * 2)

    assert len(hashes) == 3
    assert all(first == second for first, second in hashes)


def test_a_new_password_ends_the_sessions_of_the_old_one(browser, clinic, twins):
    with clinic_context(clinic):
        user = User.objects.get(pk=twins[0].pk)
        user.set_password("another-long-password")
        user.save()

    assert browser.get(WORK).status_code == 302


def test_the_cookies_name_no_domain_and_no_script_reads_them(browser):
    assert {"bw_session", "bw_csrf"} <= set(browser.cookies)
    for cookie in browser.cookies.values():
        assert not cookie["domain"]
        assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_in_production_the_cookies_are_bound_to_one_host_and_to_https():
    from crm.settings import security

    for kind in ("SESSION", "CSRF"):
        assert getattr(security, f"{kind}_COOKIE_NAME").startswith("__Host-")
        assert getattr(security, f"{kind}_COOKIE_SECURE")
        assert not hasattr(security, f"{kind}_COOKIE_DOMAIN")
