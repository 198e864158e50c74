"""Nobody gives more than they have, and a guest of the platform is on neither side (H:A11, T16)."""

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.lib.errors import NotAllowed
from crm.testing.people import make_user
from crm.testing.statements import asked
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services import rights
from tenants.staff.services.editing import change_person
from tenants.staff.services.inviting import invite_colleague
from tenants.staff.services.leaving import open_account


@pytest.fixture
def deputy(clinic):
    """A Manager to whom the right to manage colleagues was given by hand: less than an Admin has."""
    person = make_user(clinic, role=roles.MANAGER, email="deputy@example.com")
    with clinic_context(clinic):
        managing = Permission.objects.filter(
            content_type__app_label="staff", codename__in=("add_user", "change_user")
        )
        person.user_permissions.set(managing)
        return User.objects.get(pk=person.pk)


@pytest.fixture
def everything_permitted(monkeypatch):
    """Whatever the groups and the backends say: the guard alone is left."""
    monkeypatch.setattr(User, "has_perm", lambda self, permission, obj=None: True)


def invite(role, *, by):
    given = {"full_name": "New", "data_scope": "all", "languages": [], "language": "en"}
    return invite_colleague(email="new@example.com", role=role, by=by, **given)


def role_of(person):
    return User.objects.get(pk=person.pk).role


def test_nobody_makes_a_colleague_more_than_they_are(clinic, agent, deputy):
    with clinic_context(clinic):
        with pytest.raises(NotAllowed):
            change_person(agent.pk, {"role": roles.ADMIN}, by=deputy)

        assert role_of(agent) == roles.AGENT


def test_nobody_takes_a_role_that_they_could_not_give(clinic, deputy):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    make_user(clinic, role=roles.ADMIN, email="other@example.com")

    with clinic_context(clinic):
        with pytest.raises(NotAllowed):
            change_person(boss.pk, {"role": roles.AGENT}, by=deputy)

        assert role_of(boss) == roles.ADMIN


def test_nobody_invites_somebody_above_them(clinic, deputy):
    with clinic_context(clinic):
        with pytest.raises(NotAllowed):
            invite(roles.ADMIN, by=deputy)

        assert not User.objects.filter(email="new@example.com").exists()


def test_nobody_opens_an_account_above_them(clinic, deputy):
    closed = make_user(clinic, role=roles.ADMIN, email="closed@example.com", is_active=False)

    with clinic_context(clinic):
        with pytest.raises(NotAllowed):
            open_account(closed.pk, by=deputy)

        assert not User.objects.get(pk=closed.pk).is_active


def test_what_one_has_oneself_may_be_given(clinic, agent, deputy):
    with clinic_context(clinic):
        change_person(agent.pk, {"role": roles.READ_ONLY}, by=deputy)

        assert role_of(agent) == roles.READ_ONLY
        assert role_of(invite(roles.AGENT, by=deputy)) == roles.AGENT


@pytest.mark.parametrize(("missing", "allowed"), [(None, True), ("leads.view_lead", False)])
def test_one_right_less_than_the_role_has_is_not_enough(clinic, deputy, monkeypatch, missing, allowed):
    wanted = set(roles.permissions_of(roles.AGENT))
    monkeypatch.setattr(User, "get_all_permissions", lambda self, obj=None: wanted - {missing})

    refused = False
    try:
        rights.check_grants(deputy, roles.AGENT)
    except NotAllowed:
        refused = True

    assert refused != allowed


@pytest.mark.parametrize(("guest", "said"), [("actor", "Only an Admin"), ("target", "ends by itself")])
def test_a_guest_of_the_platform_manages_nobody_and_is_managed_by_nobody(
    clinic, agent, everything_permitted, guest, said
):
    visitor = make_user(clinic, role=roles.ADMIN, email="visitor@example.com", is_visitor=True)
    by, person = (visitor, agent) if guest == "actor" else (agent, visitor)

    with clinic_context(clinic):
        assert not rights.may_manage(by, person)
        with pytest.raises(NotAllowed, match=said):
            rights.check_manages(by, person)


def test_a_guest_of_the_platform_invites_nobody_whatever_the_permissions_say(clinic, everything_permitted):
    visitor = make_user(clinic, role=roles.ADMIN, email="visitor@example.com", is_visitor=True)

    with clinic_context(clinic), pytest.raises(NotAllowed):
        invite(roles.READ_ONLY, by=visitor)


def test_somebody_whose_account_is_closed_manages_nobody(clinic, agent, everything_permitted):
    closed = make_user(clinic, role=roles.ADMIN, email="closed@example.com", is_active=False)

    with clinic_context(clinic):
        assert not rights.may_manage(closed, agent)
        assert rights.may_manage(agent, make_user(clinic, email="other@example.com"))


def test_rights_by_hand_and_by_role_are_one_statement_and_just_those_that_django_gives(clinic, deputy):
    with clinic_context(clinic):
        same = User.objects.get(pk=deputy.pk)
        by_django = ModelBackend().get_user_permissions(same), ModelBackend().get_group_permissions(same)
        with CaptureQueriesContext(connection) as captured:
            given = deputy.has_perm("staff.change_user"), deputy.has_perm("staff.delete_user")
            at_once = ModelBackend().get_user_permissions(deputy), ModelBackend().get_group_permissions(deputy)

    assert given == (True, False)
    assert len(asked(captured)) == 1
    assert at_once == by_django
    assert all(by_django)
