"""Whoever has open leads keeps a role that works on leads: no lead is left where nobody looks (F:T7, H:A14)."""

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData
from crm.testing.people import client_of, make_user
from leads.models import Lead
from leads.services import operations
from leads.tests.factories import make_lead
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.editing import change_person, version_of
from tenants.tests.queueing import one_after_the_other

FIELDS = {"full_name": "Ana Hoxha", "data_scope": "all", "language": "en"}


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


def role_of(clinic, person) -> str:
    with clinic_context(clinic):
        return User.objects.get(pk=person.pk).role


def page_of(person) -> str:
    return f"/admin/staff/user/{person.pk}/change/"


@pytest.mark.parametrize("had", [roles.MANAGER, roles.AGENT])
@pytest.mark.parametrize("wanted", [roles.MARKETING, roles.READ_ONLY])
def test_a_role_that_may_not_have_them_is_refused_and_nothing_is_written(clinic, boss, had, wanted):
    person = make_user(clinic, role=had, email="person@example.com", full_name="Ana")
    for _ in range(12):
        make_lead(clinic, assigned_to=person)
    browser = client_of(clinic, person)
    with clinic_context(clinic):
        lines = Entry.objects.about(person).count()

    with clinic_context(clinic), pytest.raises(Conflict) as refused:
        change_person(person.pk, {"role": wanted, "full_name": "Another"}, by=boss)

    assert refused.value.detail == "They have 12 open leads. Give them to somebody first."
    assert role_of(clinic, person) == had
    assert browser.get("/admin/leads/lead/").status_code == 200
    with clinic_context(clinic):
        assert User.objects.get(pk=person.pk).full_name == "Ana"
        assert Entry.objects.about(person).count() == lines


def test_one_lead_is_counted_as_one(clinic, boss, agent):
    make_lead(clinic, assigned_to=agent)

    with clinic_context(clinic), pytest.raises(Conflict) as refused:
        change_person(agent.pk, {"role": roles.READ_ONLY}, by=boss)

    assert refused.value.detail == "They have 1 open lead. Give it to somebody first."


def test_the_persons_page_says_so_with_a_409_and_saves_once_the_leads_are_given_away(clinic, boss, agent):
    lead = make_lead(clinic, assigned_to=agent)
    client, sent = client_of(clinic, boss), {**FIELDS, "role": roles.READ_ONLY}
    with clinic_context(clinic):
        version = version_of(agent)

    refused = client.post(page_of(agent), {**sent, "version": version})
    with clinic_context(clinic):
        operations.assign([lead.pk], to=boss.pk, by=boss, now=timezone.now())
    saved = client.post(page_of(agent), {**sent, "version": version})

    assert (refused.status_code, saved.status_code) == (409, 302)
    assert "They have 1 open lead. Give it to somebody first." in refused.content.decode()
    assert role_of(clinic, agent) == roles.READ_ONLY


@pytest.mark.parametrize("wanted", [roles.ADMIN, roles.MANAGER])
def test_another_role_that_works_on_leads_keeps_them(clinic, boss, agent, wanted):
    lead = make_lead(clinic, assigned_to=agent)

    with clinic_context(clinic):
        change_person(agent.pk, {"role": wanted}, by=boss)

        assert Lead.objects.get(pk=lead.pk).assigned_to_id == agent.pk
    assert role_of(clinic, agent) == wanted


def test_what_is_done_or_archived_holds_nobody_in_a_role(clinic, boss, agent):
    make_lead(clinic, assigned_to=agent, stage="Lost")
    make_lead(clinic, assigned_to=agent, archived_at=timezone.now())

    with clinic_context(clinic):
        change_person(agent.pk, {"role": roles.READ_ONLY}, by=boss)

    assert role_of(clinic, agent) == roles.READ_ONLY


def test_who_could_not_have_them_before_either_goes_on_to_another_such_role(clinic, boss):
    person = make_user(clinic, role=roles.MARKETING, email="person@example.com")
    make_lead(clinic, assigned_to=person)

    with clinic_context(clinic):
        change_person(person.pk, {"role": roles.READ_ONLY}, by=boss)

    assert role_of(clinic, person) == roles.READ_ONLY


@pytest.mark.parametrize("first", ["role", "lead"])
def test_of_a_new_role_and_a_lead_at_the_same_moment_the_second_is_refused(fresh_clinic, first):
    clinic = fresh_clinic()
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    person, lead = make_user(clinic), make_lead(clinic)

    def role() -> None:
        with clinic_context(clinic):
            change_person(person.pk, {"role": roles.READ_ONLY}, by=boss)

    def give() -> None:
        with clinic_context(clinic):
            operations.assign([lead.pk], to=person.pk, by=boss, now=timezone.now())

    deeds = (role, give) if first == "role" else (give, role)
    done, refused = one_after_the_other(*deeds)

    assert done.exception() is None
    assert isinstance(refused.exception(), InvalidData if first == "role" else Conflict)
    with clinic_context(clinic):
        owner = Lead.objects.get(pk=lead.pk).assigned_to_id
    expected = (roles.READ_ONLY, None) if first == "role" else (roles.AGENT, person.pk)
    assert (role_of(clinic, person), owner) == expected
