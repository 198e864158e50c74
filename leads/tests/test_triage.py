"""Deciding about what nobody vouched for: accept, merge, decline (FEATURES 2b, HOUSE 17)."""

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import make_user
from leads.models import Identity, LeadPayload
from leads.services import triage
from leads.services.triage.deciding import AlreadyDecided
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold, waiting_for
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.staff.models import User
from tenants.undo.services.ledger import undo


@pytest.fixture
def marco(clinic):
    lead = make_lead(clinic, "Marco", "Rossi")
    reach(clinic, lead, "phone", "+447700900123")
    return lead


def verbs(clinic, *about) -> list[str]:
    with clinic_context(clinic):
        return [entry.verb for one in about for entry in Entry.objects.about(one).order_by("id")]


def contacts_of(clinic, lead) -> list[str]:
    with clinic_context(clinic):
        return sorted(Identity.objects.filter(lead=lead).values_list("value", flat=True))


@pytest.mark.parametrize("reason", [HeldFor.TRAP, HeldFor.UNCHECKED])
def test_accepted_it_is_a_lead_that_came_when_it_came(clinic, agent, act, reason):
    held = hold(clinic, reason, days=2)

    done = act(triage.accept, held.pk)

    after = as_stored(clinic, held)
    assert (after.lead, after.result, after.decision, after.decided_by) == (done.lead, "new", "accepted", agent)
    assert (done.lead.full_name, done.lead.created_at) == ("Anna Rossi", held.received_at)
    assert contacts_of(clinic, done.lead) == ["anna@example.com"]
    assert waiting_for(clinic, agent) == []
    assert verbs(clinic, held) == ["arrival.accepted"]


def test_a_companion_becomes_a_lead_of_its_own_and_the_number_stays_its_holders(clinic, act, marco):
    held = hold(clinic, HeldFor.COMPANION, about=marco, phone="+44 7700 900123")

    anna = act(triage.accept, held.pk).lead

    assert (anna.full_name, anna.companion_of_id) == ("Anna Rossi", marco.pk)
    assert contacts_of(clinic, anna) == ["anna@example.com"]
    assert contacts_of(clinic, marco) == ["+447700900123"]


def test_the_second_arrival_of_an_accepted_companion_is_the_same_companion(clinic, act, marco):
    first, second = (hold(clinic, HeldFor.COMPANION, about=marco, phone="+447700900123", email="") for _ in "ab")

    anna = act(triage.accept, first.pk).lead
    again = act(triage.accept, second.pk)

    assert (again.lead, again.operation) == (anna, None)


def test_who_turns_out_to_be_a_companion_waits_as_one(clinic, act, marco):
    held = hold(clinic, HeldFor.UNCHECKED, phone="+447700900123")

    done = act(triage.accept, held.pk)

    after = as_stored(clinic, held)
    assert (done.lead, done.about) == (None, marco)
    assert (after.held_for, after.about, after.decision, after.lead) == ("companion", marco, "", None)


def test_nobody_becomes_the_companion_of_a_lead_that_was_not_shown(clinic, act, marco):
    zoe = make_lead(clinic, "Zoe", "Smith")
    reach(clinic, zoe, "phone", "+447700900999")
    held = hold(clinic, HeldFor.COMPANION, about=marco, phone="+447700900123", email="")

    done = act(triage.accept, held.pk, given={"phone": "+447700900999"})

    after = as_stored(clinic, held)
    assert (done.lead, done.about) == (None, zoe)
    assert (after.held_for, after.about, after.lead) == ("companion", zoe, None)


def test_a_known_person_gets_one_more_arrival_and_nothing_to_undo(clinic, act, marco):
    held = hold(clinic, first_name="Marco", phone="+447700900123")

    done = act(triage.accept, held.pk)

    assert (done.lead, done.operation) == (marco, None)
    assert contacts_of(clinic, marco) == ["+447700900123", "anna@example.com"]


@pytest.mark.parametrize(
    ("said", "given", "field"),
    [
        ({"first_name": "", "last_name": ""}, {"first_name": "Ada"}, "first_name"),
        ({"email": ""}, {"email": "ada@example.com"}, "email"),
    ],
)
def test_what_is_missing_is_asked_for_and_then_it_is_a_lead(clinic, act, said, given, field):
    held = hold(clinic, HeldFor.INCOMPLETE, **said)

    with pytest.raises(InvalidData) as refused:
        act(triage.accept, held.pk)
    lead = act(triage.accept, held.pk, given=given).lead

    assert field in refused.value.fields
    assert as_stored(clinic, held).lead == lead
    assert as_stored(clinic, held).fields[field] == given[field]


def test_merged_it_is_the_leads_arrival_and_what_nobody_holds_becomes_the_leads(clinic, act, marco):
    held = hold(clinic, HeldFor.COMPANION, about=marco, phone="+447700900123")

    done = act(triage.merge, held.pk, marco.pk)

    assert (done.lead, done.stays) == (marco, ())
    assert as_stored(clinic, held).decision == "merged"
    assert contacts_of(clinic, marco) == ["+447700900123", "anna@example.com"]
    assert "lead.given_arrival" in verbs(clinic, marco)


def test_merging_takes_no_number_from_another_lead_and_says_whose_it_is(clinic, act, marco):
    other = make_lead(clinic, "Berta", "Neri")
    reach(clinic, other, "email", "anna@example.com")
    held = hold(clinic, HeldFor.COMPANION, about=other)

    done = act(triage.merge, held.pk, marco.pk)

    assert done.stays == ("anna@example.com stays with Berta Neri.",)
    assert contacts_of(clinic, other) == ["anna@example.com"]


def test_a_holder_out_of_sight_is_not_named(clinic, act, marco):
    colleague = make_user(clinic, email="other@example.com")
    theirs = make_lead(clinic, "Secret", "Person", assigned_to=colleague)
    reach(clinic, theirs, "email", "anna@example.com")
    own = make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN)
    held = hold(clinic, HeldFor.COMPANION, about=theirs)

    done = act(triage.merge, held.pk, marco.pk, by=own)

    assert done.stays == ("anna@example.com stays with a lead of a colleague.",)


@pytest.mark.parametrize("missing", ["name", "contact"])
def test_staff_merge_what_is_incomplete(clinic, act, marco, missing):
    said = {"first_name": "", "last_name": ""} if missing == "name" else {"email": ""}
    held = hold(clinic, HeldFor.INCOMPLETE, **said)

    act(triage.merge, held.pk, marco.pk)

    assert as_stored(clinic, held).lead == marco


def test_into_a_lead_of_a_colleague_or_of_nobody_is_the_same_refusal(clinic, act):
    colleague = make_user(clinic, email="other@example.com")
    theirs = make_lead(clinic, "Secret", assigned_to=colleague)
    own = make_user(clinic, email="own@example.com", data_scope=User.DataScope.OWN)
    held = hold(clinic)

    refusals = []
    for pk in (theirs.pk, 999_999):
        with pytest.raises(InvalidData) as refused:
            act(triage.merge, held.pk, pk, by=own)
        refusals.append(refused.value.fields)

    assert refusals[0] == refusals[1]
    assert as_stored(clinic, held).decision == ""


def test_declined_it_waits_no_more_and_taken_back_it_waits_again(clinic, agent, act):
    one, other, kept = hold(clinic), hold(clinic, HeldFor.TRAP), hold(clinic)

    done = act(triage.decline_many, [one.pk, other.pk])
    with clinic_context(clinic):
        gone = {payload.pk for payload in triage.declined(agent)}
        back = triage.reopen_many([one.pk], by=agent)

    assert (done.number, gone, back.number) == (2, {one.pk, other.pk}, 1)
    assert waiting_for(clinic, agent) == [kept.pk, one.pk]
    assert as_stored(clinic, one).decided_at is None
    assert verbs(clinic, one) == ["arrival.declined", "arrival.reopened"]


def test_undo_of_declining_lets_them_wait_again_but_for_those_decided_since(clinic, agent, act):
    one, other = hold(clinic), hold(clinic, email="other@example.com")
    done = act(triage.decline_many, [one.pk, other.pk])
    with clinic_context(clinic):
        triage.reopen_many([other.pk], by=agent)
    act(triage.accept, other.pk)

    undone = act(undo, done.operation.pk)

    assert undone.outcome.undone == 1
    assert waiting_for(clinic, agent) == [one.pk]


def test_many_are_accepted_with_one_operation_and_the_others_are_told(clinic, agent, act, marco):
    good = [hold(clinic, email=f"guest{number}@example.com") for number in range(3)]
    incomplete = hold(clinic, HeldFor.INCOMPLETE, email="")
    stranger = hold(clinic, phone="+447700900123")

    done = act(triage.accept_many, [one.pk for one in [*good, incomplete, stranger]])

    assert done.accepted == 3
    assert len(done.skipped) == 2
    assert {as_stored(clinic, one).decision for one in good} == {"accepted"}
    with clinic_context(clinic):
        assert done.operation.rows.count() == 3


def test_the_second_colleague_is_told_who_was_first(clinic, act):
    ana = make_user(clinic, email="ana@example.com", full_name="Ana Hoxha")
    held = hold(clinic)
    act(triage.decline_many, [held.pk], by=ana)

    with pytest.raises(AlreadyDecided) as refused:
        act(triage.accept, held.pk)

    assert refused.value.detail == "Ana Hoxha declined this already. Take it back first."
    assert as_stored(clinic, held).lead is None


def test_who_only_looks_sees_and_decides_nothing(clinic, act):
    reader = make_user(clinic, email="reader@example.com", role=roles.READ_ONLY)
    held = hold(clinic)

    for deed in (
        lambda: act(triage.accept, held.pk, by=reader),
        lambda: act(triage.decline_many, [held.pk], by=reader),
    ):
        with pytest.raises(NotAllowed):
            deed()

    assert waiting_for(clinic, reader) == []
    assert as_stored(clinic, held).decision == ""


def test_the_neighbours_arrivals_are_not_there(clinic, other_clinic, agent, act):
    own = hold(clinic)
    foreign = hold(other_clinic)
    assert foreign.pk != own.pk

    with pytest.raises(NotThere):
        act(triage.accept, foreign.pk)
    done = act(triage.decline_many, [foreign.pk])

    assert (done.number, len(done.skipped)) == (0, 1)
    assert as_stored(other_clinic, foreign).decision == ""


def test_what_became_a_lead_at_once_is_nobodys_to_decide(clinic, act):
    with clinic_context(clinic):
        plain = LeadPayload.objects.create(body=b"{}", result="new", received_at=timezone.now())

    with pytest.raises(NotThere):
        act(triage.accept, plain.pk)
