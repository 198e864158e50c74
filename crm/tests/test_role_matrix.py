"""Who may do what: each address and method, asked by each role, against tables read by people (HAZARDS 3.4).

A new address fails here until its line stands in crm/tests/roles/; read the line before you copy it there.
"""

from pathlib import Path

import pytest
from django.test import Client

from crm.testing.canaries import Canary
from crm.testing.matrix import answer_to, expected, rows
from crm.testing.people import client_of, host_of, make_user
from crm.testing.walk import addresses
from tenants.context import clinic_context, platform_schema
from tenants.desk import access
from tenants.desk.access import CLINIC, PLATFORM
from tenants.desk.addresses import urlconf_of
from tenants.staff.models import User
from tenants.staff.roles import ADMIN, ROLES
from tenants.staff.services.platform import make_platform_admin

TABLES = Path(__file__).parent / "roles"


def _compare(site, people, canary):
    found = [" ".join(str(row).split()) for row in rows(site, people, canary)]
    agreed = expected(TABLES / f"{site}.txt")
    missing = [line for line in found if line not in agreed]
    stale = [line for line in agreed if line not in found]
    wrong = ["answered, not in the table:", *missing, "in the table, not answered:", *stale]
    assert not [*missing, *stale], "\n".join(wrong)


def _platform_admin() -> User:
    with platform_schema():
        return make_platform_admin(email="boss@example.com", password="a-long-enough-password")


def _platform_client(user: User, host: str) -> Client:
    """Somebody of the platform, with the cookie of that login on `host`."""
    with platform_schema():
        client = Client(HTTP_HOST=host)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_on_a_clinics_host_each_role_may_do_what_the_table_says(canaries: tuple[Canary, Canary]):
    here, _ = canaries
    people = {"stranger": client_of(here.clinic)}
    for role in ROLES:
        email = f"{role.lower()}@example.com"
        people[role] = client_of(here.clinic, make_user(here.clinic, role=role, email=email))

    people["platform"] = _platform_client(_platform_admin(), host_of(here.clinic))

    _compare(CLINIC, people, here)


def test_on_the_platforms_host_only_its_own_people_may_do_anything(canaries: tuple[Canary, Canary]):
    here, _ = canaries
    owner = client_of(here.clinic, make_user(here.clinic, role=ADMIN, email="owner@example.com"))
    owner.defaults["HTTP_HOST"] = "localhost"
    people = {"stranger": Client(HTTP_HOST="localhost"), "clinic's Admin": owner}
    people["platform"] = _platform_client(_platform_admin(), "localhost")

    _compare(PLATFORM, people, here)


@pytest.fixture
def profile(canaries):
    """One address of the clinic's host, asked by an Agent."""
    here, _ = canaries
    (me,) = [one for one in addresses(urlconf_of(CLINIC)) if one.name == "admin:me"]
    agent = client_of(here.clinic, make_user(here.clinic, email="reader@example.com"))
    return lambda method: answer_to(agent, me, method, here)


def _in_the_clinic(canary):
    with clinic_context(canary.clinic):
        User.objects.update(full_name="Written")


def _in_public(canary):
    with platform_schema():
        make_platform_admin(email="written@example.com", password="a-long-enough-password")


@pytest.mark.parametrize("write", [_in_the_clinic, _in_public])
def test_a_refusal_that_wrote_on_either_side_is_found(canaries, profile, monkeypatch, write):
    here, _ = canaries
    assert profile("GET") == "yes"

    monkeypatch.setattr(access, "allows", lambda permission, request: bool(write(here)))
    monkeypatch.setattr("tenants.desk.middleware.allows", access.allows)

    with pytest.raises(AssertionError, match="admin:me answered no and wrote"):
        profile("GET")


@pytest.mark.parametrize("broken", ["tenants.staff.admin.oneself.is_on_shift", "tenants.desk.middleware.allows"])
def test_a_crash_is_no_yes(profile, monkeypatch, broken):
    def breaks(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(broken, breaks)

    with pytest.raises(AssertionError, match="GET admin:me answered 500"):
        profile("GET")
