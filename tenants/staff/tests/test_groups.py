"""The five groups hold what the code grants, no more and no less, after every migration (F:T4)."""

import pytest
from django.contrib.auth.models import Group, Permission

from crm.testing.people import make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.services.groups import sync_groups


def held(role):
    pairs = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in pairs}


@pytest.mark.parametrize("role", roles.ROLES)
def test_a_new_clinic_has_each_group_with_the_rights_of_the_code(clinic, role):
    with clinic_context(clinic):
        assert held(role) == roles.permissions_of(role)


def test_a_right_taken_out_of_the_code_leaves_the_group_and_one_put_in_arrives(clinic, monkeypatch):
    now = roles._granted | {roles.AGENT: {"leads.view_stage", "leads.change_lead"}}
    monkeypatch.setattr(roles, "_granted", now)

    with clinic_context(clinic):
        sync_groups()

        assert held(roles.AGENT) == {"leads.view_stage", "leads.change_lead"}
        assert held(roles.MANAGER) == roles.permissions_of(roles.MANAGER)


def test_a_right_added_by_hand_goes_with_the_next_migration(clinic):
    with clinic_context(clinic):
        Group.objects.get(name=roles.READ_ONLY).permissions.add(Permission.objects.get(codename="delete_lead"))
        sync_groups()

        assert held(roles.READ_ONLY) == roles.permissions_of(roles.READ_ONLY)


def test_people_keep_their_group(clinic):
    user = make_user(clinic, role=roles.MARKETING)

    with clinic_context(clinic):
        sync_groups()

        assert [group.name for group in user.groups.all()] == [roles.MARKETING]


def test_a_right_whose_table_is_not_there_is_skipped(clinic, monkeypatch):
    monkeypatch.setattr(roles, "_granted", roles._granted | {roles.AGENT: {"comms.view_thread", "leads.view_lead"}})

    with clinic_context(clinic):
        sync_groups()

        assert held(roles.AGENT) == {"leads.view_lead"}


def test_a_misspelt_role_is_an_error_of_the_code():
    with pytest.raises(KeyError):
        roles.grant("Boss", ["leads.view_lead"])
