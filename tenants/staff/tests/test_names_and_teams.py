"""What people call themselves, and who comes into a team (F:T9, T11, H:A11)."""

import pytest

from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import client_of, make_user
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team
from tenants.staff.services.editing import change_oneself
from tenants.staff.services.names import own_name
from tenants.staff.services.teams import set_members


@pytest.mark.parametrize(
    "name",
    ["Bridgework", "  bridgework support: Anna", "BRIDGEWORK  ", "Bri\u200bdgework", "\u202eBridge\u200cwork"],
)
def test_nobody_takes_the_name_of_the_product(clinic, agent, name):
    with clinic_context(clinic), pytest.raises(InvalidData):
        change_oneself(agent, {"full_name": name})


@pytest.mark.parametrize("name", ["\u200b", "\u200e \u202e", "\u2800", "--"])
def test_a_name_can_be_read(clinic, agent, name):
    with clinic_context(clinic), pytest.raises(InvalidData):
        change_oneself(agent, {"full_name": name})


def test_other_names_lose_their_blanks_only():
    assert own_name("  Ana   Hoxha ") == "Ana Hoxha"


def test_the_trail_tells_the_mail_beside_a_name_that_everybody_chooses(clinic, agent):
    boss = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))
    client_of(clinic, agent).post(
        "/admin/me/", {"full_name": "Dr Rossi", "language": "en", "time_zone": "", "version": ""}
    )

    page = boss.get("/admin/audit/entry/").content.decode()

    assert "<bdi>agent@example.com</bdi> · Colleague" in page


def test_an_admin_does_not_come_into_a_team_by_the_own_hand(clinic):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope="team")
    with clinic_context(clinic):
        team = Team.objects.create(name="Italy")

    address = f"/admin/staff/team/{team.pk}/change/"

    answer = client_of(clinic, boss).post(address, {"name": "Rome", "members": [boss.pk]})

    assert answer.status_code == 403
    assert "Ask another Admin." in answer.content.decode()
    with clinic_context(clinic):
        assert Team.objects.get().name == "Italy"
        assert list(team.members.all()) == []
        with pytest.raises(NotAllowed):
            set_members(team, [boss], by=boss)


def test_who_sees_the_teams_leads_deletes_no_team_of_theirs_with_others_in_it(clinic, agent):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com", data_scope="team")
    with clinic_context(clinic):
        team = Team.objects.create(name="Italy")
        team.members.add(boss, agent)

    answer = client_of(clinic, boss).post(f"/admin/staff/team/{team.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    with clinic_context(clinic):
        assert set(team.members.all()) == {boss, agent}


def test_the_trail_of_a_deleted_team_tells_who_was_in_it(clinic, agent):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    with clinic_context(clinic):
        team = Team.objects.create(name="Italy")
        team.members.add(boss, agent)

    answer = client_of(clinic, boss).post(f"/admin/staff/team/{team.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 302
    with clinic_context(clinic):
        said = [entry.changes for entry in Entry.objects.filter(object_repr="Italy")]
    assert {"removed": sorted([str(agent), str(boss)])} in [changes.get("members") for changes in said]


@pytest.mark.parametrize("name", ["\u200b", "\u2800", " "])
def test_a_team_has_a_name_that_can_be_read(clinic, name):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")

    assert client_of(clinic, boss).post("/admin/staff/team/add/", {"name": name}).status_code == 422


def test_saving_a_team_keeps_those_whose_account_is_closed(clinic, agent):
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    gone = make_user(clinic, email="gone@example.com", is_active=False)
    with clinic_context(clinic):
        team = Team.objects.create(name="Italy")
        team.members.add(gone)

    client_of(clinic, boss).post(f"/admin/staff/team/{team.pk}/change/", {"name": "Italy", "members": [agent.pk]})

    with clinic_context(clinic):
        assert set(team.members.all()) == {gone, agent}
