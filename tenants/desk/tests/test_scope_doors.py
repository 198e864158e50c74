"""What Django's admin shows beside list and page: autocomplete, popups, what a delete takes along (H:A3)."""

import pytest
from django.contrib import admin
from django.contrib.admin.sites import AdminSite

from crm.testing.people import client_of, make_user
from leads.models import Lead, Stage
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.desk.options import ClinicModelAdmin
from tenants.staff import roles
from tenants.staff.models import Team, User

LEADS = "/admin/leads/lead/"


@pytest.fixture
def mine(clinic):
    """An agent who sees his own leads, with one; another is a colleague's."""
    agent = make_user(clinic, data_scope=User.DataScope.OWN)
    make_lead(clinic, "Mineone", assigned_to=agent)
    make_lead(clinic, "Theirsone", assigned_to=make_user(clinic, email="colleague@example.com"))
    return agent


def suggested(client, field="lead", model="leadpayload", app="leads", term="bellini"):
    """What a field of a form that leads to another row would offer; None when it is refused."""
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": term}
    answer = client.get("/admin/autocomplete/", asked)
    return [row["text"] for row in answer.json()["results"]] if answer.status_code == 200 else None


def test_a_field_suggests_what_the_reader_sees_and_no_other(clinic, other_clinic, mine):
    make_lead(other_clinic, "Elsewhereone")

    assert [text.split()[0] for text in suggested(client_of(clinic, mine))] == ["Mineone"]
    assert len(suggested(client_of(clinic, mine), term="")) == 1
    assert suggested(client_of(clinic, mine), term="theirs") == []


def test_a_colleague_is_suggested_to_whoever_may_look_at_staff(clinic, mine):
    nobody = make_user(clinic, email="guest@example.com")
    with clinic_context(clinic):
        nobody.groups.clear()

    assert suggested(client_of(clinic, nobody), "assigned_to", "lead", term="") is None
    assert suggested(client_of(clinic, nobody)) is None


def test_a_field_that_leads_to_a_model_without_a_page_is_refused(clinic, mine):
    client = client_of(clinic, make_user(clinic, role=roles.ADMIN, email="admin@example.com"))

    assert suggested(client, "stage", "lead") is None
    assert suggested(client, "password", "user", "staff") is None


def test_a_popup_offers_no_action_and_takes_none(clinic, mine):
    with clinic_context(clinic):
        pk = Lead.objects.get(first_name="Mineone").pk
    client = client_of(clinic, mine)
    body = {"action": "archive", "_selected_action": str(pk), "select_across": "0"}
    assert 'name="action"' in client.get(LEADS).content.decode()

    shown, done = client.get(f"{LEADS}?_popup=1"), client.post(f"{LEADS}?_popup=1", body)

    assert 'name="action"' not in shown.content.decode()
    assert "Theirsone" not in shown.content.decode()
    assert done.status_code < 500
    with clinic_context(clinic):
        assert Lead.objects.get(pk=pk).archived_at is None


class Shown(ClinicModelAdmin):
    """A page of a model that has none of its own."""


@pytest.fixture
def goes(clinic, rf):
    """What the page of a delete says of these rows: (by name, by number, what keeps them)."""

    def ask(model, rows):
        site = AdminSite(name="other")
        site._registry = {Lead: admin.site._registry[Lead], model: Shown(model, site)}
        request = rf.get("/")
        request.user = User(is_superuser=True)
        with clinic_context(clinic):
            named, counts, _missing, protected = site._registry[model].get_deleted_objects(rows(), request)
            return named, {str(name): number for name, number in counts.items()}, [str(one) for one in protected]

    return ask


def test_what_a_delete_takes_along_has_no_name(clinic, goes):
    def team():
        one = Team.objects.create(name="Bari")
        one.members.add(make_user(clinic, email="hidden@example.com", full_name="Hidden"))
        return [one]

    named, counts, protected = goes(Team, team)

    assert (named, protected) == (["Bari"], [])
    assert "Hidden" not in str(counts)
    assert sum(counts.values()) == 2  # the team, and who is in it


def test_what_keeps_a_row_has_no_name(clinic, goes):
    make_lead(clinic, "Hidden")

    named, _counts, protected = goes(Stage, lambda: [Stage.objects.get(name="New")])

    assert (named, protected) == (["New"], ["Other rows need it."])


def test_the_page_that_deletes_a_team_names_nobody(clinic):
    boss = make_user(clinic, role=roles.ADMIN, email="admin@example.com")
    with clinic_context(clinic):
        team = Team.objects.create(name="Bari")
        team.members.add(make_user(clinic, email="hidden@example.com", full_name="Hidden Name"))

    page = client_of(clinic, boss).get(f"/admin/staff/team/{team.pk}/delete/").content.decode()

    assert "Bari" in page
    assert "Hidden" not in page
    assert "hidden@example.com" not in page
