"""Partners: kept by an Admin, named on leads, and a scope of their people (F:0.3, H:A2, A7, A11)."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import AssignmentRule, Lead, LeadPayload, Partner
from leads.services import triage
from leads.services.editing import change_lead
from leads.services.operations import assign, restore
from leads.services.partners import keep_partner
from leads.services.sharing.draining import drain
from leads.tests.factories import arrive, make_lead
from leads.tests.held import hold
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account


@pytest.fixture
def admin(clinic):
    return make_user(clinic, role=roles.ADMIN, email="admin@example.com")


@pytest.fixture
def keep(clinic, admin):
    def run(pk=None, by=admin, **wanted):
        with clinic_context(clinic):
            return keep_partner(pk, wanted, by=by)

    return run


@pytest.fixture
def theirs(clinic, keep):
    """A partner with somebody who works for it."""
    person = make_user(clinic, email="partner@example.com", data_scope=User.DataScope.PARTNER)
    return keep(name="Adria Travel", members=[person.pk]), person


def seen_by(clinic, person) -> set[int]:
    with clinic_context(clinic):
        return set(Lead.objects.visible_to(User.objects.get(pk=person.pk)).values_list("pk", flat=True))


def test_a_partner_gets_a_code_of_its_name_that_stays(keep):
    one, two = keep(name=" Adria  Travel "), keep(name="Adria Travel!")

    renamed = keep(one.pk, name="Adria Tours")

    assert (one.name, one.code, two.code) == ("Adria Travel", "adria-travel", "adria-travel-2")
    assert (renamed.name, renamed.code) == ("Adria Tours", "adria-travel")


@pytest.mark.parametrize(
    ("wanted", "field"),
    [({"name": "…"}, "name"), ({"name": "ADRIA"}, "name"), ({"name": "New", "code": "adria"}, "code")],
    ids=str,
)
def test_a_name_or_code_that_is_none_or_anothers_is_refused(keep, wanted, field):
    keep(name="Adria")

    with pytest.raises(InvalidData) as refused:
        keep(**wanted)

    assert list(refused.value.fields) == [field]


def test_a_mail_that_is_none_is_refused(keep):
    with pytest.raises(ValidationError):
        keep(name="Adria", contact_email="nobody")


def test_only_an_admin_keeps_partners_and_nobody_joins_one_by_themselves(clinic, keep, admin):
    manager = make_user(clinic, role=roles.MANAGER, email="manager@example.com")

    with pytest.raises(NotAllowed):
        keep(name="Adria", by=manager)
    with pytest.raises(NotAllowed):
        keep(name="Adria", members=[admin.pk])

    with clinic_context(clinic):
        assert not Partner.objects.exists()


def test_one_that_is_not_there_is_not_kept(keep):
    with pytest.raises(NotThere):
        keep(10**9, name="Adria")


def test_who_came_and_went_is_in_the_trail(clinic, keep, theirs):
    partner, _person = theirs

    keep(partner.pk, members=[])

    with clinic_context(clinic):
        changes = [one.changes for one in Entry.objects.filter(object_id=partner.pk)]
        assert any("members" in (change or {}) for change in changes)


def test_a_closed_account_stays_for_the_day_it_opens(clinic, keep, theirs):
    partner, person = theirs
    with clinic_context(clinic):
        User.objects.filter(pk=person.pk).update(is_active=False)

    keep(partner.pk, members=[])

    with clinic_context(clinic):
        assert list(partner.members.all()) == [person]


def test_whoever_works_for_a_partner_sees_its_leads_once_and_no_others(clinic, keep, theirs):
    partner, person = theirs
    other = keep(name="Other")
    mine = make_lead(clinic, partner=partner)
    for more in ({"partner": other}, {}, {"assigned_to": person}):
        make_lead(clinic, **more)

    assert seen_by(clinic, person) == {mine.pk}
    with clinic_context(clinic):
        assert Lead.objects.visible_to(person).count() == 1


def test_of_a_retired_partner_nobody_outside_sees_anything(clinic, keep, theirs):
    partner, person = theirs
    make_lead(clinic, partner=partner)

    keep(partner.pk, is_active=False)

    assert seen_by(clinic, person) == set()


def test_a_rule_for_a_partner_counts_for_what_its_form_sends(clinic, theirs):
    partner, _person = theirs
    people = [make_user(clinic, email=f"{name}@example.com", shift=User.Shift.ON) for name in ("anna", "ben")]
    with clinic_context(clinic):
        rule = AssignmentRule.objects.create(name="Agency", conditions={"partner": [partner.pk]})
        rule.members.set([people[1]])
    client, key = client_of(clinic), key_of(clinic)

    for number in range(3):
        post_lead(client, key, first_name="Mario", email=f"m{number}@example.com", partner=partner.code)

    with clinic_context(clinic):
        assert {lead.assigned_to_id for lead in Lead.objects.all()} == {people[1].pk}


def test_whoever_works_for_a_partner_is_given_its_leads_only(clinic, theirs, admin):
    """By the product and by hand: nobody works on what they do not see."""
    partner, person = theirs
    with clinic_context(clinic):
        User.objects.filter(pk=person.pk).update(shift=User.Shift.ON)
    its, none = make_lead(clinic, partner=partner), make_lead(clinic)

    with clinic_context(clinic):
        now = timezone.now()
        assert drain(now=now) == 1
        with pytest.raises(InvalidData, match="sees only the leads of the partner"):
            assign([none.pk], to=person.pk, by=admin, now=now)
        for lead, wanted in ((none, {"assigned_to_id": person.pk}), (its, {"partner_id": None})):
            with pytest.raises(InvalidData, match="sees only the leads of the partner"):
                change_lead(lead.pk, wanted, by=admin, now=now)

        owners = dict(Lead.objects.values_list("pk", "assigned_to"))
    assert owners == {its.pk: person.pk, none.pk: None}


def test_what_an_heir_or_an_owner_who_comes_back_would_not_see_is_nobodys(clinic, theirs, admin):
    partner, person = theirs
    leaving = make_user(clinic, email="leaving@example.com")
    its = make_lead(clinic, partner=partner, assigned_to=leaving)
    others = make_lead(clinic, assigned_to=leaving)
    archived = make_lead(clinic, assigned_to=person, archived_at=timezone.now())

    with clinic_context(clinic):
        close_account(leaving.pk, heirs={"leads": person.pk}, by=admin, now=timezone.now())
        restore([archived.pk], by=admin, now=timezone.now())

        owners = dict(Lead.objects.values_list("pk", "assigned_to"))
        told = list(Notice.objects.filter(user=person).values_list("kind", flat=True))
    assert owners == {its.pk: person.pk, others.pk: None, archived.pk: None}
    assert told == ["lead_assigned"]  # of one


def test_arrivals_follow_the_leads_and_nobodys_are_not_theirs(clinic, theirs):
    partner, person = theirs
    mine = arrive(clinic, make_lead(clinic, partner=partner))
    arrive(clinic, make_lead(clinic))
    hold(clinic)
    with clinic_context(clinic):
        person.groups.set([_group(roles.MANAGER)])
        person = User.objects.get(pk=person.pk)

        assert list(LeadPayload.objects.visible_to(person)) == [mine]
        assert triage.number_waiting(person) == 0


def _group(role):
    from django.contrib.auth.models import Group

    return Group.objects.get(name=role)


@pytest.mark.parametrize("deed", [triage.accept, lambda pk, **by: triage.decline_many([pk], **by)])
def test_who_works_for_a_partner_decides_about_no_arrival(clinic, theirs, act, deed):
    held = hold(clinic)

    with pytest.raises(NotAllowed):
        act(deed, held.pk, by=theirs[1])

    with clinic_context(clinic):
        assert LeadPayload.objects.get(pk=held.pk).decision == ""


def test_a_lead_is_given_a_partner_and_not_a_retired_one(clinic, keep, act):
    lead, partner, old = make_lead(clinic), keep(name="Adria"), keep(name="Old", is_active=False)

    act(change_lead, lead.pk, {"partner_id": partner.pk})
    with pytest.raises(InvalidData) as refused:
        act(change_lead, lead.pk, {"partner_id": old.pk})

    assert list(refused.value.fields) == ["partner"]
    with clinic_context(clinic):
        assert Lead.objects.get(pk=lead.pk).partner_id == partner.pk


def test_who_works_for_a_partner_gives_its_lead_to_no_other_partner(clinic, keep, act, theirs):
    partner, person = theirs
    lead, other = make_lead(clinic, partner=partner), keep(name="Other")

    for wanted in (other.pk, None, 10**9):
        with pytest.raises(InvalidData):
            act(change_lead, lead.pk, {"partner_id": wanted}, by=person)

    assert seen_by(clinic, person) == {lead.pk}


@pytest.mark.parametrize("kind", ["secret", "site"])
def test_a_form_names_a_partner_by_its_code(clinic, keep, kind):
    partner = keep(name="Adria Travel")
    page = "https://clinic.example"
    key = key_of(clinic, kind=kind, origins=[page] if kind == "site" else None)
    sent = {"first_name": "Mario", "email": "mario@example.com", "partner": "Adria-Travel "}

    answer = client_of(clinic).post(
        "/api/v1/leads", sent, content_type="application/json", headers={"X-API-Key": key, "Origin": page}
    )

    assert answer.status_code == 201
    with clinic_context(clinic):
        assert Lead.objects.get().partner == partner


@pytest.mark.parametrize("code", ["nobody", "old", "", "x" * 99, 7])
def test_a_code_of_nobody_costs_no_lead_and_stays_with_the_body(clinic, keep, code):
    keep(name="Old", is_active=False)

    answer = post_lead(client_of(clinic), key_of(clinic), first_name="M", email="m@example.com", partner=code)

    assert answer.status_code == 201
    with clinic_context(clinic):
        assert Lead.objects.get().partner is None
        assert LeadPayload.objects.get().fields.get("partner", "") == str(code)[:40]


def test_a_known_lead_does_not_become_a_partners_by_a_form(clinic, keep, theirs):
    partner, person = theirs
    client, key = client_of(clinic), key_of(clinic)
    post_lead(client, key, first_name="Mario", email="mario@example.com")

    post_lead(client, key, first_name="Mario", email="mario@example.com", partner=partner.code)

    assert seen_by(clinic, person) == set()
