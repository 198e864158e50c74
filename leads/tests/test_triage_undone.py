"""Accepting is taken back: the arrivals are nobody's again, and so are their contacts (FEATURES 2b, F:T18)."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from crm.testing.people import client_of, key_of, make_user, post_lead
from crm.testing.threads import at_once
from leads.admin.triage.reasons import why
from leads.models import Identity, Lead, LeadPayload
from leads.services import triage
from leads.services.attempts import log_attempt
from leads.services.consent import stop_lead
from leads.services.editing import change_lead
from leads.services.merging_leads import merge_leads
from leads.services.notes import add_note
from leads.services.operations import assign
from leads.services.sharing.draining import drain
from leads.services.sharing.duty import forget_workers
from leads.services.tags import tag_leads
from leads.services.triage import accepting
from leads.services.triage.forgetting import forget_old
from leads.tests.factories import make_lead, reach
from leads.tests.held import HeldFor, as_stored, hold, waiting_for
from tenants.context import clinic_context
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

MAIL, PHONE = "anna@example.com", "+39333111222"


@pytest.fixture
def undone(act):
    """Accepts an arrival and takes it back; the lead that it had become."""

    def run(held) -> Lead:
        done = act(triage.accept, held.pk)
        assert act(undo, done.operation.pk).outcome.undone == 1
        return done.lead

    return run


def contacts(clinic) -> list[tuple[int, str]]:
    with clinic_context(clinic):
        return sorted(Identity.objects.values_list("lead_id", "value"))


def test_the_arrival_waits_again_as_nobodys_and_the_lead_is_archived_without_a_contact(clinic, agent, undone):
    held = hold(clinic)

    lead = undone(held)

    after = as_stored(clinic, held)
    assert waiting_for(clinic, agent) == [held.pk]
    assert (after.lead, after.result, after.score, after.decided_by) == (None, "held", None, None)
    assert contacts(clinic) == []
    with clinic_context(clinic):
        assert list(Lead.objects.archived()) == [lead]


def test_accepted_again_it_is_a_new_lead_with_all_contacts(clinic, act, undone):
    held = hold(clinic)
    before = undone(held)

    lead = act(triage.accept, held.pk).lead

    assert lead != before
    assert contacts(clinic) == [(lead.pk, MAIL)]


def test_merged_into_the_right_lead_its_contacts_are_that_leads(clinic, act, undone):
    held, right = hold(clinic), make_lead(clinic, "Anna", "Verdi")
    undone(held)

    done = act(triage.merge, held.pk, right.pk)

    assert (done.stays, contacts(clinic)) == ((), [(right.pk, MAIL)])
    answer = post_lead(client_of(clinic), key_of(clinic), first_name="Anna", last_name="Verdi", email=MAIL)
    assert answer.json()["lead_id"] == right.pk


def test_declined_it_is_gone_after_30_days(clinic, act, undone):
    held = hold(clinic)
    undone(held)
    act(triage.decline_many, [held.pk])

    with clinic_context(clinic):
        gone = forget_old(now=timezone.now() + timedelta(days=31))

        assert (gone, LeadPayload.objects.count()) == (1, 0)


def test_a_companion_that_was_none_is_nobodys_companion_any_more(clinic, act, undone):
    marco = make_lead(clinic, "Marco", "Rossi")
    reach(clinic, marco, "phone", "+447700900123")
    held = hold(clinic, HeldFor.COMPANION, about=marco, phone="+447700900123", email="")
    undone(held)
    act(triage.merge, held.pk, marco.pk)

    answer = post_lead(
        client_of(clinic), key_of(clinic), first_name="Anna", last_name="Rossi", phone="+447700900123"
    )

    assert answer.json()["held"] == "companion"


def test_two_arrivals_of_one_person_are_accepted_and_taken_back_together(clinic, agent, act):
    first, second = hold(clinic), hold(clinic)
    other = hold(clinic, email="other@example.com")

    done = act(triage.accept_many, [first.pk, second.pk, other.pk])
    back = act(undo, done.operation.pk)

    assert (done.accepted, back.operation.count, back.outcome.undone, back.outcome.out_of_sight) == (3, 3, 3, 0)
    assert set(waiting_for(clinic, agent)) == {first.pk, second.pk, other.pk}
    with clinic_context(clinic):
        assert Lead.objects.current().count() == 0


def test_whoever_wrote_again_since_stays_a_lead_with_all_arrivals(clinic, act):
    first, second = hold(clinic), hold(clinic)
    done = act(triage.accept_many, [first.pk, second.pk])
    post_lead(client_of(clinic), key_of(clinic), first_name="Anna", last_name="Rossi", email=MAIL)

    back = act(undo, done.operation.pk)

    outcome = back.outcome
    assert (outcome.undone, outcome.changed_since, outcome.out_of_sight) == (0, ("Anna Rossi",), 0)


def test_one_more_arrival_of_a_lead_that_was_there_is_not_taken_back_with_the_others(clinic, agent, act):
    anna = make_lead(clinic, "Anna", "Rossi")
    reach(clinic, anna, "email", MAIL)
    known, new = hold(clinic), hold(clinic, first_name="Berta", email="berta@example.com")

    act(undo, act(triage.accept_many, [known.pk, new.pk]).operation.pk)

    assert waiting_for(clinic, agent) == [new.pk]
    assert as_stored(clinic, known).lead == anna


TAKEN_UP = {
    "given": lambda pk, **on: assign([pk], to=on["by"].pk, **on),
    "tried": lambda pk, **on: log_attempt(pk, channel="call", disposition="busy", **on),
    "tagged": lambda pk, **on: tag_leads([pk], add=["smoker"], **on),
    "stopped": lambda pk, **on: stop_lead(pk, source="by hand", **on),
    "noted": lambda pk, **on: add_note(pk, body="Call me", **on),
    "reached": lambda pk, **on: Identity.objects.create(lead_id=pk, kind="email", value="b@example.com"),
}


@pytest.mark.parametrize("deed", TAKEN_UP.values(), ids=TAKEN_UP)
def test_it_leaves_a_lead_alone_that_somebody_has_taken_up(clinic, colleague, act, deed):
    held = hold(clinic)
    done = act(triage.accept, held.pk)
    act(deed, done.lead.pk)

    back = act(undo, done.operation.pk)

    assert (back.outcome.undone, back.outcome.changed_since) == (0, ("Anna Rossi",))
    assert as_stored(clinic, held).decision == "accepted"
    assert (done.lead.pk, MAIL) in contacts(clinic)


@pytest.mark.parametrize("known", [[], [PHONE]])
def test_it_leaves_a_lead_alone_that_another_was_merged_into_with_the_contacts_of_both(clinic, act, known):
    old = make_lead(clinic, "Anna", minutes=900)
    for value in known:
        reach(clinic, old, "phone", value)
    done = act(triage.accept, hold(clinic).pk)
    merged = act(merge_leads, done.lead.pk, old.pk)

    back = act(undo, done.operation.pk)
    still = contacts(clinic)
    act(undo, merged.operation.pk)

    assert (back.outcome.undone, back.outcome.changed_since) == (0, ("Anna Rossi",))
    assert still == [*((done.lead.pk, value) for value in known), (done.lead.pk, MAIL)]
    assert contacts(clinic) == [*((old.pk, value) for value in known), (done.lead.pk, MAIL)]
    assert act(undo, done.operation.pk).outcome.undone == 1


@pytest.mark.parametrize("is_later", [False, True])
def test_an_owner_whom_the_product_found_is_no_reason_to_leave_it_alone(clinic, agent, colleague, act, is_later):
    held = hold(clinic)
    done = act(triage.accept, held.pk) if is_later else None
    with clinic_context(clinic):
        User.objects.filter(pk=agent.pk).update(shift="on")
        forget_workers()
        if is_later:
            drain(now=timezone.now())
    done = done or act(triage.accept, held.pk)
    with clinic_context(clinic):
        owner = Lead.objects.get().assigned_to

    back = act(undo, done.operation.pk).outcome

    assert (owner, back.undone) == (agent, 1)


def test_what_was_accepted_before_a_crash_can_be_taken_back(clinic, agent, act, monkeypatch):
    first, second = hold(clinic), hold(clinic, email="other@example.com")
    enter, seen = accepting.enter, []

    def crash_at_the_second(*args, **kwargs):
        seen.append(args)
        if len(seen) == 2:
            raise SystemExit
        return enter(*args, **kwargs)

    monkeypatch.setattr(accepting, "enter", crash_at_the_second)
    with pytest.raises(SystemExit):
        act(triage.accept_many, [first.pk, second.pk])
    with clinic_context(clinic):
        left = Operation.objects.get()

    assert act(undo, left.pk).outcome.undone == 1
    assert set(waiting_for(clinic, agent)) == {first.pk, second.pk}


def test_what_is_undone_while_the_others_are_accepted_is_followed_by_an_operation_of_its_own(
    clinic, agent, act, monkeypatch
):
    first, second = hold(clinic), hold(clinic, email="other@example.com")
    as_it_was = accepting.still_open

    def undone_meanwhile(operation):
        undo(operation.pk, by=agent, now=timezone.now())
        return as_it_was(operation)

    monkeypatch.setattr(accepting, "still_open", undone_meanwhile)
    done = act(triage.accept_many, [first.pk, second.pk])

    assert (done.accepted, done.operation.count) == (2, 1)
    assert waiting_for(clinic, agent) == [first.pk]
    assert act(undo, done.operation.pk).outcome.undone == 1


def test_an_arrival_at_that_moment_finds_a_lead_with_its_contact_whoever_is_first(fresh_clinic):
    clinic = fresh_clinic()
    ana, key = make_user(clinic, email="ana@example.com"), key_of(clinic)
    for number in range(8):
        mail = f"guest{number}@example.com"
        with clinic_context(clinic):
            done = triage.accept(hold(clinic, email=mail).pk, by=ana, now=timezone.now())

        at_once(
            clinic,
            partial(undo, done.operation.pk, by=ana, now=timezone.now()),
            lambda mail=mail: post_lead(client_of(clinic), key, first_name="Anna", last_name="Rossi", email=mail),
        )

        with clinic_context(clinic):
            assert Lead.objects.current().filter(identities__value=mail).count() == 1


def test_it_leaves_a_lead_alone_that_somebody_has_changed(clinic, agent, act):
    done = act(triage.accept, hold(clinic).pk)
    act(change_lead, done.lead.pk, {"city": "Rome"})

    assert act(undo, done.operation.pk).outcome.changed_since == ("Anna Rossi",)
    with clinic_context(clinic):
        assert Lead.objects.current().get().city == "Rome"


def test_it_leaves_a_lead_alone_whose_companion_stays(clinic, act):
    number = {"phone": "+447700900123", "email": ""}
    anna = act(triage.accept, hold(clinic, **number).pk)
    paolo = hold(clinic, HeldFor.COMPANION, about=anna.lead, first_name="Paolo", **number)
    companion = act(triage.accept, paolo.pk)

    first = act(undo, anna.operation.pk).outcome
    act(undo, companion.operation.pk)
    second = act(undo, anna.operation.pk).outcome

    assert (first.undone, first.changed_since, second.undone) == (0, ("Anna Rossi",), 1)


def test_a_filled_trap_that_people_took_back_is_not_forgotten_by_its_age(clinic, agent, undone):
    held = hold(clinic, HeldFor.TRAP, days=31, company_website="https://spam.example")
    undone(held)

    with clinic_context(clinic):
        assert forget_old(now=timezone.now()) == 0
        assert "do not see" in why(as_stored(clinic, held), about="")
    assert waiting_for(clinic, agent) == [held.pk]
