"""The pages of teams, in the words of the desk (LOOK 6)."""

import re

import pytest

from crm.testing.people import client_of, make_user
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team

TEAMS = "/admin/staff/team/"
DJANGOS = ["Add team", "Change team", "Save and add another", "Are you sure", "Yes, I", "add_circle"]


@pytest.fixture
def boss(clinic):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


@pytest.fixture
def team(clinic, agent):
    with clinic_context(clinic):
        team = Team.objects.create(name="Reception")
        team.members.add(agent)
    return team


def text(client, path: str) -> str:
    return client.get(TEAMS + path).content.decode()


def field(answer, name: str) -> str:
    return re.search(rf'name="{name}" value="(\w+)"', answer.content.decode())[1]


@pytest.mark.parametrize("path", ["", "add/", "{pk}/change/", "{pk}/delete/"])
def test_no_page_of_teams_speaks_as_django_does(boss, team, path):
    page = text(boss, path.format(pk=team.pk))

    assert [words for words in DJANGOS if words in page] == []


def test_a_team_is_made_changed_and_deleted_and_each_is_said(boss, clinic, agent):
    made = boss.post(f"{TEAMS}add/", {"name": "Italy", "members": [agent.pk]}, follow=True)
    with clinic_context(clinic):
        team = Team.objects.get()
    changed = boss.post(f"{TEAMS}{team.pk}/change/", {"name": "Rome", "members": [agent.pk]}, follow=True)
    asked = text(boss, f"{team.pk}/delete/")
    gone = boss.post(f"{TEAMS}{team.pk}/delete/", {"post": "yes"}, follow=True)

    assert [page.redirect_chain for page in (made, changed, gone)] == [[(TEAMS, 302)]] * 3
    assert "Saved." in made.content.decode()
    assert "Saved." in changed.content.decode()
    assert "Its people stay, and so do their leads." in asked
    assert "Rome is no team any more. Its people stay." in gone.content.decode()
    with clinic_context(clinic):
        assert not Team.objects.exists()
        assert type(agent).objects.filter(pk=agent.pk, is_active=True).exists()


def test_a_name_that_another_team_has_is_422_beside_its_field(boss, team):
    answer = boss.post(f"{TEAMS}add/", {"name": "reception"})

    assert answer.status_code == 422
    assert "Another team has this name." in answer.content.decode()


def test_of_two_who_save_the_second_sees_what_the_first_did_and_saves_once_more(boss, team, agent, clinic):
    address = f"{TEAMS}{team.pk}/change/"
    seen = field(boss.get(address), "version")
    first = boss.post(address, {"name": "Rome", "members": [], "version": seen})

    second = boss.post(address, {"name": "Milan", "members": [agent.pk], "version": seen})
    again = {"name": "Milan", "members": [agent.pk], "version": field(second, "version")}

    assert (first.status_code, second.status_code) == (302, 409)
    assert "It is Rome with nobody now." in second.content.decode()
    assert boss.post(address, again).status_code == 302
    with clinic_context(clinic):
        assert (Team.objects.get().name, list(team.members.all())) == ("Milan", [agent])


def test_the_list_counts_whom_the_page_of_the_team_shows(boss, clinic, team):
    with clinic_context(clinic):
        team.members.add(make_user(clinic, email="gone@example.com", is_active=False))

    assert re.search(r"field-size[^>]*>(\d+)<", text(boss, ""))[1] == "1"


def test_who_only_looks_reads_who_is_in_it(clinic, team, agent):
    manager = client_of(clinic, make_user(clinic, role=roles.MANAGER, email="manager@example.com"))

    page = text(manager, f"{team.pk}/change/")

    assert str(agent) in page
    assert "Delete the team" not in page
    assert ">Save<" not in page
    assert "New team" not in text(manager, "")
