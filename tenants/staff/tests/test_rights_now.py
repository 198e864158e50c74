"""Rights are those of this moment, asked in the transaction that writes (H:A11, A14)."""

import pytest

from crm.lib.errors import NotAllowed
from crm.testing.people import client_of, make_user
from leads.models import Lead
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team, User
from tenants.staff.services.editing import change_person
from tenants.staff.services.inviting import invite_again, invite_colleague
from tenants.staff.services.resetting import send_reset
from tenants.staff.services.teams import set_members

NEWCOMER = {"full_name": "", "role": roles.ADMIN, "data_scope": "all", "languages": [], "language": "en"}
DEEDS = {
    "invite": lambda by, _: invite_colleague(email="new@example.com", by=by, **NEWCOMER),
    "invite again": lambda by, one: invite_again(one.pk, by=by),
    "reset": lambda by, one: send_reset(one.pk, by=by),
    "team": lambda by, one: set_members(Team.objects.create(name="Italy"), [one], by=by),
}


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("meanwhile", ["demoted", "closed"])
def test_an_admin_who_lost_the_right_meanwhile_does_nothing_with_it(clinic, agent, boss, deed, meanwhile):
    make_user(clinic, role=roles.ADMIN, email="other@example.com")
    with clinic_context(clinic):
        by = User.objects.get(pk=boss.pk)
        assert by.has_perm("staff.add_user")
        if meanwhile == "demoted":
            User.objects.get(pk=boss.pk).groups.clear()
        else:
            User.objects.filter(pk=boss.pk).update(is_active=False)

        with pytest.raises(NotAllowed):
            DEEDS[deed](by, agent)


WAYS_IN = {
    "team": lambda team, by, one: set_members(team, [by, one], by=by),
    "person": lambda team, by, one: change_person(one.pk, {"teams": [team.pk]}, by=by),
}


@pytest.mark.parametrize("door", WAYS_IN)
def test_who_sees_the_own_teams_leads_brings_nobody_else_into_the_team(clinic, agent, boss, door):
    with clinic_context(clinic):
        User.objects.filter(pk=boss.pk).update(data_scope="team")
        team = Team.objects.create(name="Italy")
        team.members.add(boss)

        with pytest.raises(NotAllowed):
            WAYS_IN[door](team, boss, agent)

        assert list(team.members.all()) == [boss]


def test_who_sees_all_leads_does(clinic, agent, boss):
    with clinic_context(clinic):
        team = Team.objects.create(name="Italy")
        team.members.add(boss)

        change_person(agent.pk, {"teams": [team.pk]}, by=boss)

        assert set(team.members.all()) == {boss, agent}


def test_the_list_counts_what_its_reader_may_see(clinic, agent):
    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com", data_scope="own", capacity=50)
    with clinic_context(clinic):
        User.objects.filter(pk=agent.pk).update(capacity=99)
    for owner, number in ((agent, 7), (manager, 3)):
        for _ in range(number):
            make_lead(clinic, assigned_to=owner)

    page = client_of(clinic, manager).get("/admin/staff/user/").content.decode()

    with clinic_context(clinic):
        assert Lead.objects.visible_to(manager).count() == 3
    assert "3 / 50" in page
    assert "0 / 99" in page
