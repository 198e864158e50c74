"""An invitation works once, in one clinic, and looking at it changes nothing (H:T11, M9, N8, N12)."""

from functools import partial
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from crm.testing.people import PASSWORD, client_of, host_of, make_user
from crm.testing.threads import at_once
from crm.testing.walk import fingerprint
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.invitations import accept_link, invitation_link, invite
from tenants.staff.services.inviting import invite_colleague

NEW = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def invited(clinic):
    with clinic_context(clinic):
        return invite(email="New@Example.com", role=roles.MANAGER, full_name="New Person")


@pytest.fixture
def path(clinic, invited):
    with clinic_context(clinic):
        return urlsplit(invitation_link(invited)).path


def test_the_account_waits_for_its_owner_with_the_role_and_no_password(clinic, invited):
    with clinic_context(clinic):
        assert (invited.email, invited.role, invited.has_usable_password()) == ("new@example.com", "Manager", False)


def test_looking_at_it_changes_nothing(clinic, path):
    before = fingerprint(clinic)

    answers = [client_of(clinic).generic(method, path).status_code for method in ("GET", "HEAD", "GET", "OPTIONS")]

    assert answers == [200, 200, 200, 405]
    assert fingerprint(clinic) == before


def test_the_password_is_set_once_and_then_opens_the_clinic(clinic, path):
    client = client_of(clinic)

    done = client.post(path, NEW)
    second = client_of(clinic).post(
        path, {"password": "somebody-elses-password", "again": "somebody-elses-password"}
    )
    into = client.post("/admin/login/", {"username": "new@example.com", "password": PASSWORD})

    assert (done.status_code, done["Location"]) == (302, "/admin/login/")
    assert second.status_code == 404
    assert (into.status_code, into["Location"]) == (302, "/admin/")


def test_at_the_neighbours_host_the_link_is_404_even_for_an_equal_row(other_clinic, invited, path):
    with clinic_context(other_clinic):
        User.objects.create(pk=invited.pk, email=invited.email, password=invited.password)
    before = fingerprint(other_clinic)
    client = client_of(other_clinic)

    assert (client.get(path).status_code, client.post(path, NEW).status_code) == (404, 404)
    assert fingerprint(other_clinic) == before


@pytest.mark.parametrize(
    "passwords",
    [
        ("short", "short"),
        ("passwordpassword", "passwordpasswore"),
        ("new@example.com", "new@example.com"),
        ("", ""),
    ],
)
def test_a_password_that_is_weak_or_typed_differently_is_422_and_changes_nothing(clinic, path, passwords):
    before = fingerprint(clinic)

    answer = client_of(clinic).post(path, dict(zip(("password", "again"), passwords, strict=True)))

    assert answer.status_code == 422
    assert fingerprint(clinic) == before


def test_two_passwords_that_differ_are_told_apart_in_the_readers_language(clinic, path):
    answer = client_of(clinic).post(
        path, {"password": PASSWORD, "again": PASSWORD + "x"}, headers={"Accept-Language": "sq"}
    )

    with translation.override("sq"):
        assert translation.gettext("The two passwords differ.") in answer.content.decode()
    assert 'id="id_again_error"' in answer.content.decode()


@pytest.mark.parametrize("wrong", ["/invitation/x/y/", "/invitation/MQ/set-password/", "/invitation/%00/%00/"])
def test_what_is_no_invitation_is_404(clinic, wrong):
    assert client_of(clinic).get(wrong).status_code == 404


def test_too_old_it_is_404(clinic, path, settings):
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert client_of(clinic).get(path).status_code == 404


def test_a_dismissed_person_cannot_accept(clinic, invited, path):
    with clinic_context(clinic):
        User.objects.filter(pk=invited.pk).update(is_active=False)

    assert client_of(clinic).post(path, NEW).status_code == 404


def test_inviting_again_changes_the_role_and_nothing_else(clinic, invited):
    with clinic_context(clinic):
        again = invite(email="new@example.com", role=roles.AGENT)

        assert (again.pk, again.role, again.full_name) == (invited.pk, roles.AGENT, "New Person")
        assert [group.name for group in again.groups.all()] == [roles.AGENT]


def test_the_link_names_the_clinics_host_and_not_that_of_a_request(clinic, invited):
    with clinic_context(clinic):
        assert urlsplit(invitation_link(invited)).hostname == host_of(clinic)


def test_of_four_who_follow_one_link_at_once_one_gets_in(fresh_clinic):
    clinic = fresh_clinic()
    for round_ in range(4):
        with clinic_context(clinic):
            person = invite(email=f"new{round_}@example.com", role=roles.AGENT)
            uid, token = invitation_link(person).rstrip("/").split("/")[-2:]

        heard = at_once(
            clinic, *[partial(accept_link, uid, token, password=f"a-long-password-{n}") for n in range(4)]
        )

        assert sorted(type(one).__name__ for one in heard) == ["InvalidData"] * 3 + ["User"]


def test_two_equal_invitations_at_once_make_one_account_and_no_500(fresh_clinic):
    clinic = fresh_clinic()
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    said = {"full_name": "", "role": roles.AGENT, "data_scope": "own", "languages": [], "language": "en"}

    heard = at_once(clinic, *[partial(invite_colleague, email="new@example.com", by=boss, **said)] * 4)

    assert sorted(type(one).__name__ for one in heard) == ["InvalidData"] * 3 + ["User"]
