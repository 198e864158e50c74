"""Merging and its undo beside somebody else's work at the same moment (H:A14)."""

from functools import partial

import pytest
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.threads import at_once
from leads.models import Identity, Lead, LeadPayload, Stage
from leads.services import operations, triage
from leads.services.editing import ChangedMeanwhile
from leads.services.triage import merging
from leads.tests.factories import make_lead
from leads.tests.held import as_stored, hold
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account
from tenants.tests.queueing import one_after_the_other
from tenants.undo.services.ledger import undo

MAIL = "anna@example.com"


@pytest.fixture
def place(fresh_clinic):
    """(clinic, an Admin, a key)."""
    clinic = fresh_clinic()
    return clinic, make_user(clinic, role=roles.ADMIN, email="boss@example.com"), key_of(clinic)


def inside(clinic, deed, *args, **kwargs):
    """To be run by a thread of its own."""

    def run():
        with clinic_context(clinic):
            return deed(*args, **kwargs)

    return run


def merged(clinic, boss, lead, **said) -> int:
    with clinic_context(clinic):
        return triage.merge(hold(clinic, **said).pk, lead.pk, by=boss, now=timezone.now()).operation.pk


def write(clinic, key, mail=MAIL):
    return post_lead(client_of(clinic), key, first_name="Anna", last_name="Rossi", email=mail)


def test_whoever_writes_while_a_merge_is_taken_back_has_a_lead_that_has_the_mail(place):
    clinic, boss, key = place
    wrong = make_lead(clinic, "Anna", "Rossi", stage="Lost")
    operation = merged(clinic, boss, wrong)
    answers = []

    with clinic_context(clinic):
        undone, wrote = one_after_the_other(
            inside(clinic, undo, operation, by=boss, now=timezone.now()),
            lambda: answers.append(write(clinic, key)),
        )

        assert undone.exception() is wrote.exception() is None
        assert answers[0].json()["lead_id"] == Identity.objects.get(value=MAIL).lead_id != wrong.pk


def test_a_merge_is_not_taken_back_while_they_write_again(place):
    clinic, boss, key = place
    lead = make_lead(clinic, "Anna", "Rossi")
    operation, outcomes = merged(clinic, boss, lead), []

    with clinic_context(clinic):
        one_after_the_other(
            lambda: write(clinic, key),
            lambda: outcomes.append(inside(clinic, undo, operation, by=boss, now=timezone.now())().outcome),
        )

        assert outcomes[0].undone == 0
        assert LeadPayload.objects.filter(lead=lead).count() == 2


def test_whoever_is_first_the_mail_belongs_to_a_lead_with_their_arrival(place):
    clinic, boss, key = place
    for number in range(8):
        mail = f"guest{number}@example.com"
        operation = merged(clinic, boss, make_lead(clinic, "Anna", "Rossi"), email=mail)

        at_once(
            clinic,
            partial(undo, operation, by=boss, now=timezone.now()),
            partial(write, clinic, key, mail),
        )

        with clinic_context(clinic):
            holder = Lead.objects.get(identities__value=mail)
            assert LeadPayload.objects.latest("received_at").lead == holder


def test_merging_holds_people_before_the_lead_as_the_front_door_does(place):
    clinic, boss, key = place
    for number in range(8):
        mail, lead = f"guest{number}@example.com", make_lead(clinic, "Anna", "Rossi")
        merged(clinic, boss, lead, email=mail)
        again = hold(clinic, email=mail)

        _done, answer = at_once(
            clinic,
            partial(triage.merge, again.pk, lead.pk, by=boss, now=timezone.now()),
            partial(write, clinic, key, mail),
        )

        assert answer.json()["lead_id"] == as_stored(clinic, again).lead_id == lead.pk


def test_two_undos_at_once_undo_once(place):
    clinic, boss, _ = place
    operation = merged(clinic, boss, make_lead(clinic, stage="Lost"))

    heard = at_once(clinic, *[partial(undo, operation, by=boss, now=timezone.now())] * 2)

    assert sorted(type(one).__name__ for one in heard) == ["Conflict", "Undone"]


def test_a_merge_that_waited_for_a_colleague_takes_back_its_own_changes_only(place):
    clinic, boss, _ = place
    lead, held, done = make_lead(clinic, "Anna", "Rossi"), hold(clinic), []
    with clinic_context(clinic):
        contacted = Stage.objects.get(name="Contacted")

        one_after_the_other(
            inside(clinic, operations.move, [lead.pk], to=contacted.pk, by=boss, now=timezone.now()),
            lambda: done.append(inside(clinic, triage.merge, held.pk, lead.pk, by=boss, now=timezone.now())()),
        )
        outcome = undo(done[0].operation.pk, by=boss, now=timezone.now()).outcome

        assert outcome.undone == 1
        assert Lead.objects.get().stage == contacted


def test_a_lead_that_is_given_away_at_that_moment_is_not_merged_into(clinic, agent, monkeypatch):
    lead, held, colleague = make_lead(clinic), hold(clinic), make_user(clinic, email="other@example.com")
    hold_people = merging.hold_people

    def and_somebody_gives_it_away(ids):
        held_ones = hold_people(ids)
        Lead.objects.update(assigned_to=colleague)
        return held_ones

    monkeypatch.setattr(merging, "hold_people", and_somebody_gives_it_away)
    with clinic_context(clinic), pytest.raises(ChangedMeanwhile):
        triage.merge(held.pk, lead.pk, by=agent, now=timezone.now())

    assert as_stored(clinic, held).decision == ""


def test_a_lead_that_left_ones_sight_at_that_moment_is_not_there(clinic, monkeypatch):
    own = make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN)
    lead, held, colleague = make_lead(clinic), hold(clinic), make_user(clinic, email="other@example.com")
    hold_people = merging.hold_people

    def and_somebody_gives_it_away(ids):
        Lead.objects.update(assigned_to=colleague)
        return hold_people([colleague.pk])

    monkeypatch.setattr(merging, "hold_people", and_somebody_gives_it_away)
    with clinic_context(clinic), pytest.raises(merging.InvalidData):
        triage.merge(held.pk, lead.pk, by=own, now=timezone.now())


def test_no_lead_goes_back_to_an_account_that_is_being_closed(place):
    """The owner was freed while away from the role, has it again, and leaves for good at that moment."""
    clinic, boss, _ = place
    heir = make_user(clinic, email="heir@example.com")
    for number in range(8):
        owner = make_user(clinic, email=f"owner{number}@example.com")
        lead = make_lead(clinic, "Anna", assigned_to=owner)
        with clinic_context(clinic):
            User.objects.filter(pk=owner.pk).update(is_active=False)
            operation = merged(clinic, boss, lead, email=f"guest{number}@example.com")
            User.objects.filter(pk=owner.pk).update(is_active=True)

        at_once(
            clinic,
            partial(undo, operation, by=boss, now=timezone.now()),
            partial(close_account, owner.pk, heirs={"leads": heir.pk}, by=boss, now=timezone.now()),
        )

        with clinic_context(clinic):
            assert Lead.objects.get(pk=lead.pk).assigned_to_id != owner.pk
