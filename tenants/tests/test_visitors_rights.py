"""A visitor with the rights of an Admin has not all of them (H:T16, A11)."""

import pytest
from django.contrib.auth.models import Permission

from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.models import Visit
from tenants.services.visitors import denied_to_visitors
from tenants.staff.models import User
from tenants.staff.roles import ADMIN, permissions_of
from tenants.tests.visiting import NOON, inside, opened, operator_user


@pytest.fixture
def visitor(at_noon, clinic):
    inside(opened(clinic, operator_user(), now=NOON, role=Visit.Role.ADMIN))
    with clinic_context(clinic):
        return User.objects.get(is_visitor=True)


@pytest.mark.parametrize(
    "permission",
    [
        "staff.add_user",
        "staff.change_user",
        "staff.delete_user",
        "auth.change_group",
        "keys.add_apikey",
        "settings.change_credential",
        "settings.change_clinicsettings",
        "audit.export_entry",
        "leads.export_lead",
        "leads.erase_lead",
    ],
)
def test_people_keys_credentials_and_exports_stay_with_the_clinic(permission):
    assert denied_to_visitors(permission)


@pytest.mark.parametrize(
    "permission", ["leads.view_lead", "leads.change_lead", "staff.view_user", "audit.view_entry"]
)
def test_looking_and_working_with_leads_is_what_a_visit_is_for(permission):
    assert not denied_to_visitors(permission)


def test_of_an_admins_rights_a_visitor_has_just_those_that_are_not_denied(visitor, clinic):
    with clinic_context(clinic):
        has = {name for name in permissions_of(ADMIN) if visitor.has_perm(name)}

    assert has
    assert has == {name for name in known(clinic) if not denied_to_visitors(name)}


def known(clinic):
    """What the group really holds: a right of the platform's tables is none in a clinic."""
    with clinic_context(clinic):
        rows = Permission.objects.filter(group__name=ADMIN).select_related("content_type")
        return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def test_when_the_time_is_over_nothing_is_left(visitor, clinic, at_noon):
    at_noon.shift(15 * 60)

    with clinic_context(clinic):
        assert not [name for name in permissions_of(ADMIN) if visitor.has_perm(name)]


def test_a_colleague_is_asked_as_before(clinic):
    boss = make_user(clinic, role=ADMIN)

    with clinic_context(clinic):
        assert all(boss.has_perm(name) for name in known(clinic))
