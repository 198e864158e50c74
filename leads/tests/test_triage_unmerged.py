"""Merging is taken back: lead, contacts, enquiries, touches and arrival are as they were (F:T18)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Lead, LeadPayload
from leads.services import triage
from leads.services.consent import suppress
from leads.services.doubts import CROWDED
from leads.services.operations import assign
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold, waiting_for
from leads.tests.merged import CAME, MAIL, WROTE, change, marco, rows, stage
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.staff import roles
from tenants.staff.models import User
from tenants.staff.services.leaving import close_account, open_account
from tenants.undo.services.ledger import undo


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


FOUND = {
    "at work": {},
    "all known": {"city": "Roma", "company": "Neri", "language": "en", "interest": "Veneers", "country": "IT"},
    "archived": {"archived_at": timezone.now()},
    "lost": {"stage": "Lost"},
    "completed and archived": {"stage": "Completed", "archived_at": timezone.now()},
    "wrote later": {"last_arrival_at": timezone.now() + timedelta(days=1)},
}


@pytest.mark.parametrize("found", FOUND)
def test_everything_is_as_it_was(clinic, agent, act, found):
    lead = marco(clinic, **FOUND[found])
    held = hold(clinic, **WROTE, **CAME)
    before = rows(clinic)

    done = act(triage.merge, held.pk, lead.pk)
    merged = rows(clinic)
    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, list(outcome.changed_since), outcome.out_of_sight) == (1, [], 0)
    assert rows(clinic) == before
    assert len(merged["Identity"]) == len(before["Identity"]) + 1
    assert len(merged["Touchpoint"]) == 2
    assert waiting_for(clinic, agent) == [held.pk]


HELD = {
    "without a name": {"held_for": HeldFor.INCOMPLETE, "first_name": "", "last_name": ""},
    "without a contact": {"held_for": HeldFor.INCOMPLETE, "email": ""},
    "with the lead's own number": {"held_for": HeldFor.COMPANION, "phone": "+447700900123", "email": ""},
}


@pytest.mark.parametrize("held", HELD)
def test_so_it_is_whatever_the_arrival_had_waited_for(clinic, act, held):
    lead = marco(clinic, stage="Lost")
    arrival = hold(clinic, about=lead, **HELD[held])
    change(clinic, LeadPayload, reason=CROWDED, status=422, result="refused")
    before = rows(clinic)

    act(undo, act(triage.merge, arrival.pk, lead.pk).operation.pk)

    assert rows(clinic) == before


def test_a_robot_perhaps_waits_as_one_that_people_looked_at(clinic, act):
    lead = marco(clinic)
    arrival = hold(clinic, HeldFor.TRAP)

    act(undo, act(triage.merge, arrival.pk, lead.pk).operation.pk)

    assert as_stored(clinic, arrival).held_for == HeldFor.UNCHECKED


def test_an_old_arrival_that_told_nothing_new_is_taken_back_too(clinic, act):
    lead = marco(clinic, country="GB")
    held = hold(clinic, days=2, phone="+447700900123", email="")
    before = rows(clinic)

    done = act(triage.merge, held.pk, lead.pk)
    merged = rows(clinic)
    act(undo, done.operation.pk)

    assert merged["Lead"] == before["Lead"]
    assert rows(clinic) == before


def test_a_number_of_another_lead_stays_with_that_lead(clinic, act):
    lead, other = marco(clinic), make_lead(clinic, "Berta", "Neri")
    reach(clinic, other, "email", MAIL)
    held = hold(clinic, phone="+447700900321")
    before = rows(clinic)

    act(undo, act(triage.merge, held.pk, lead.pk).operation.pk)

    assert rows(clinic) == before


def stopped(clinic, *leads) -> list[bool]:
    with clinic_context(clinic):
        return [Lead.objects.get(pk=one.pk).do_not_contact for one in leads]


def test_a_companion_is_stopped_with_the_address_that_the_merge_gave_and_free_again(clinic, act):
    lead, held = marco(clinic), hold(clinic, **WROTE)
    companion = make_lead(clinic, "Berta", "Rossi", companion_of=lead)
    act(suppress, [("email", MAIL)], reason="bounced", source="test")

    done = act(triage.merge, held.pk, lead.pk)
    merged = stopped(clinic, lead, companion)
    act(undo, done.operation.pk)

    assert (merged, stopped(clinic, lead, companion)) == ([True, True], [False, False])


def test_what_the_merge_gave_the_lead_is_free_for_whoever_it_is(clinic, act):
    lead, right, held = marco(clinic), make_lead(clinic, "Anna", "Rossi"), hold(clinic)
    act(undo, act(triage.merge, held.pk, lead.pk).operation.pk)

    done = act(triage.merge, held.pk, right.pk)

    assert done.stays == ()
    answer = post_lead(client_of(clinic), key_of(clinic), first_name="Anna", email=MAIL)
    assert answer.json()["lead_id"] == right.pk


def test_the_trail_tells_what_went_back_and_nothing_that_changes_by_itself(clinic, act):
    lead, held = marco(clinic, stage="Lost"), hold(clinic, **WROTE)

    done = act(triage.merge, held.pk, lead.pk)
    act(undo, done.operation.pk)

    with clinic_context(clinic):
        said = [entry.verb for entry in Entry.objects.about(held).order_by("id")]
        line = Entry.objects.about(lead).saying("lead.put_back").get()
        contact = Entry.objects.saying("identity.deleted").get()
    assert said == ["arrival.merged", "arrival.reopened"]
    assert line.changes["stage"] == [stage(clinic, "New").pk, stage(clinic, "Lost").pk]
    assert line.changes["city"] == ["Bari", ""]
    assert not line.changes.keys() & {"last_arrival_at", "score_breakdown", "profile_version"}
    assert contact.changes["value"] == [MAIL, None]


@pytest.mark.parametrize("how", ["archived", "lost"])
def test_an_owner_who_left_has_the_lead_again_and_one_who_came_back_is_told(clinic, boss, act, how):
    gone = make_user(clinic, email="gone@example.com")
    fields = {"archived_at": timezone.now()} if how == "archived" else {"stage": "Lost"}
    lead, held = marco(clinic, assigned_to=gone, **fields), hold(clinic)
    act(close_account, gone.pk, heirs={"leads": None}, by=boss)
    before = rows(clinic)

    first = act(triage.merge, held.pk, lead.pk)
    with clinic_context(clinic):
        freed = Lead.objects.get().assigned_to
    act(undo, first.operation.pk)
    after, unheard = rows(clinic), told(clinic, gone)
    second = act(triage.merge, held.pk, lead.pk)
    with clinic_context(clinic):
        open_account(gone.pk, by=boss)
    act(undo, second.operation.pk)

    assert (freed, after, rows(clinic)) == (None, before, before)
    assert (unheard, told(clinic, gone)) == (0, 1)


def test_an_owner_whose_role_has_no_leads_any_more_is_not_told(clinic, act):
    moved_on = make_user(clinic, email="moved@example.com")
    lead, held = marco(clinic, assigned_to=moved_on, stage="Lost"), hold(clinic)
    with clinic_context(clinic):
        moved_on.groups.set([Group.objects.get(name=roles.READ_ONLY)])

    act(undo, act(triage.merge, held.pk, lead.pk).operation.pk)

    with clinic_context(clinic):
        assert Lead.objects.get().assigned_to == moved_on
    assert told(clinic, moved_on) == 0


def told(clinic, who) -> int:
    with clinic_context(clinic):
        return Notice.objects.filter(user=who).count()


def test_a_lead_at_work_does_not_go_back_to_who_left(clinic, act):
    gone = make_user(clinic, email="gone@example.com")
    lead, held = marco(clinic, assigned_to=gone), hold(clinic)
    with clinic_context(clinic):
        User.objects.filter(pk=gone.pk).update(is_active=False)
    done = act(triage.merge, held.pk, lead.pk)

    outcome = act(undo, done.operation.pk).outcome

    assert (outcome.undone, list(outcome.changed_since)) == (0, ["Marco Rossi"])


def test_a_lead_given_away_since_it_was_freed_stays_with_who_has_it(clinic, boss, act):
    gone = make_user(clinic, email="gone@example.com")
    lead, held = marco(clinic, assigned_to=gone, stage="Lost"), hold(clinic)
    act(close_account, gone.pk, heirs={"leads": None}, by=boss)
    done = act(triage.merge, held.pk, lead.pk)
    act(assign, [lead.pk], to=boss.pk)

    assert act(undo, done.operation.pk).outcome.undone == 0
