"""The page of the rules: numbers, rules in order, one rule (F 2b)."""

import pytest

from crm.testing.people import client_of, make_user
from leads.models import AssignmentRule, SharingRules
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import Team, User
from tenants.undo.models import Operation

PAGE = "/admin/settings/sharing/"
NUMBERS = {"shares_out": "on", "next_answer_minutes": "90", "team_minutes": "5", "managers_minutes": "10"}


@pytest.fixture
def boss(clinic, colleague):
    return client_of(clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"))


def rules(clinic):
    with clinic_context(clinic):
        return list(AssignmentRule.objects.values_list("name", flat=True))


def test_the_numbers_are_saved_and_the_trail_tells(clinic, boss):
    assert boss.post(PAGE, NUMBERS).status_code == 302

    with clinic_context(clinic):
        assert SharingRules.objects.get().next_answer_minutes == 90
        assert Entry.objects.saying("sharingrules.changed").get().changes["team_minutes"] == [15, 5]


@pytest.mark.parametrize(
    "wrong",
    [{"next_answer_minutes": "0"}, {"team_minutes": "9" * 30}, {"team_minutes": "50"}, {"team_minutes": "\x00"}],
)
def test_numbers_that_cannot_be_are_refused(clinic, boss, wrong):
    page = boss.post(PAGE, NUMBERS | wrong)

    assert (page.status_code, page.context["form"].non_field_errors()) == (422, [])
    with clinic_context(clinic):
        assert SharingRules.objects.get().next_answer_minutes == 60


def test_a_rule_is_made_changed_asked_earlier_and_removed(clinic, boss):
    with clinic_context(clinic):
        team = Team.objects.create(name="Swiss desk")
        person = User.objects.get(email="boss@example.com")
    boss.post(f"{PAGE}new/", {"name": "Rest", "is_active": "on", "skip": "on"})
    given = {"name": "Swiss", "is_active": "on", "country": "Schweiz, li, CH", "language": "it", "team": team.pk}

    boss.post(f"{PAGE}new/", given | {"members": person.pk})
    with clinic_context(clinic):
        rest, swiss = AssignmentRule.objects.select_related("team")
    shown = boss.get(f"{PAGE}{swiss.pk}/").content.decode()
    boss.post(PAGE, {"earlier": swiss.pk})
    order = rules(clinic)
    boss.post(f"{PAGE}{rest.pk}/", {"do": "remove"})

    assert swiss.conditions == {"country": ["CH", "LI"], "language": ["it"]}
    assert (swiss.team, rest.skip) == (team, True)
    assert 'value="Swiss"' in shown
    assert 'value="Switzerland, Liechtenstein"' in shown
    assert order == ["Swiss", "Rest"]
    assert rules(clinic) == ["Swiss"]


def test_a_removed_rule_comes_back_as_it_was_and_switched_off_when_its_team_is_gone(clinic, boss):
    with clinic_context(clinic):
        team, person = Team.objects.create(name="Swiss desk"), User.objects.get(email="boss@example.com")
    for given in ({"name": "Swiss", "team": team.pk}, {"name": "Mine", "members": person.pk, "country": "CH"}):
        boss.post(f"{PAGE}new/", given | {"is_active": "on"})
    with clinic_context(clinic):
        before = list(AssignmentRule.objects.values("pk", "name", "position", "conditions", "members"))

    for rule in before:
        boss.post(f"{PAGE}{rule['pk']}/", {"do": "remove"})
    said = boss.get(PAGE).content.decode()
    with clinic_context(clinic):
        removed = list(Operation.objects.order_by("pk"))
        team.delete()
    answers = [boss.post(f"/admin/undo/{one.pk}/").status_code for one in (*removed, removed[0])]

    assert "Removed the rule Swiss." in said
    assert answers[:2] == [302, 302]
    with clinic_context(clinic):
        assert list(AssignmentRule.objects.values("pk", "name", "position", "conditions", "members")) == before
        assert dict(AssignmentRule.objects.values_list("name", "is_active")) == {"Swiss": False, "Mine": True}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\n"},
        {"country": "CH, Atlantis"},
        {"country": "\x00"},
        {"team": "77"},
        {"partner": "9" * 30},
        {"language": "xx"},
        {"name": "\x00"},
    ],
)
def test_a_rule_that_cannot_be_is_refused(clinic, boss, wrong):
    assert boss.post(f"{PAGE}new/", {"name": "One"} | wrong).status_code == 422
    assert rules(clinic) == []


def test_what_is_no_rule_is_not_found(boss):
    assert boss.get(f"{PAGE}{10**30}/").status_code == 404
    assert boss.post(PAGE, {"earlier": "9" * 30}).status_code == 404
    assert boss.post(PAGE, {"earlier": "1"}).status_code == 404


def test_share_out_is_among_the_actions_of_the_list(clinic, agent_client):
    make_user(clinic, email="anna@example.com", full_name="Anna", shift=User.Shift.ON)
    lead = make_lead(clinic)

    page = agent_client.post(
        "/admin/leads/lead/", {"action": "share_out", "_selected_action": [lead.pk]}, follow=True
    ).content.decode()

    assert "Shared out 1 lead." in page
    with clinic_context(clinic):
        lead.refresh_from_db()
        assert lead.assigned_to.full_name == "Anna"
