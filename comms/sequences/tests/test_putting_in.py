"""Leads are put into a sequence by people, wait, go on, and come out, and the way back (F:C16, T18, H:I11)."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from comms.models import Message
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services import rules_on
from comms.sequences.services.of_lead import ways_of
from comms.sequences.services.putting_in import put_in, take_out
from comms.sequences.services.rules import WantedRule, keep_rule
from comms.sequences.tests.factories import look, make_person, make_sequence
from comms.tests.factories import make_account
from crm.lib.errors import InvalidData, NotAllowed
from crm.testing.people import client_of, make_user
from leads.models import Lead
from leads.services.consent import Given, give
from leads.services.deleting import delete_leads
from leads.services.finding.filters import narrowed
from leads.services.merging_leads import merge_leads
from leads.services.moving import move_leads
from leads.services.timeline import timeline_of
from leads.tests.factories import reach, stage_of
from leads.tests.lists import imported, manager, person
from leads.tests.many import work
from tenants.context import clinic_context
from tenants.staff import roles
from tenants.undo.services.ledger import undo

__all__ = ["manager"]


@pytest.fixture
def boss(clinic):
    return make_user(clinic, role=roles.ADMIN, email="boss@example.com")


@pytest.fixture
def inside(clinic):
    make_account(clinic, "sms")
    with clinic_context(clinic):
        yield clinic


def states(sequence) -> dict[int, tuple[str, str]]:
    rows = Enrolment.objects.filter(sequence=sequence).order_by("pk")
    return {lead: (state, reason) for lead, state, reason in rows.values_list("lead", "state", "reason")}


def way_of(clinic, lead):
    with clinic_context(clinic):
        return ways_of(lead)[0]


def test_those_who_fit_begin_the_others_are_told_why_and_an_undo_takes_back_who_is_still_in_it(inside, boss):
    sequence = make_sequence(inside)
    one, two, lost, test = (make_person(inside, number) for number in range(4))
    Lead.objects.filter(pk=lost.pk).update(stage=stage_of("lost"))
    Lead.objects.filter(pk=test.pk).update(is_test=True)
    put_in([one.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    done = put_in([one.pk, two.pk, lost.pk, test.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    outcome = undo(done.operation.pk, by=boss, now=timezone.now()).outcome

    assert (done.changed, done.already, set(done.conflicts)) == (1, 1, {lost.pk, test.pk})
    assert (outcome.undone, states(sequence)) == (1, {one.pk: ("active", ""), two.pk: ("stopped", "undone")})
    assert put_in([two.pk], sequence=sequence.pk, by=boss, now=timezone.now()).changed == 1


def test_an_undo_cancels_what_has_not_left(inside, boss, clock):
    sequence, lead = make_sequence(inside), make_person(inside)
    done = put_in([lead.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    look(inside, Enrolment.objects.get().due_at)
    message = Message.objects.get(step_run__enrolment__lead=lead)
    undo(done.operation.pk, by=boss, now=timezone.now())
    message.refresh_from_db()

    assert (message.state, message.code) == ("cancelled", "undone")


def test_nobody_is_put_in_by_who_may_not_or_does_not_see_them_nor_into_what_is_not_active(inside, boss, agent):
    sequence, lead = make_sequence(inside), make_person(inside)
    Lead.objects.filter(pk=lead.pk).update(assigned_to=boss)
    reader = make_user(inside, role=roles.READ_ONLY, email="reader@example.com")
    for person_, wrong in ((reader, NotAllowed), (boss, InvalidData)):
        with pytest.raises(wrong):
            put_in([lead.pk], sequence=sequence.pk if wrong is NotAllowed else 0, by=person_, now=timezone.now())
    type(agent).objects.filter(pk=agent.pk).update(data_scope="own")
    agent.refresh_from_db()

    assert put_in([lead.pk], sequence=sequence.pk, by=agent, now=timezone.now()).out_of_sight == 1
    put_in([lead.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    assert take_out([lead.pk], by=agent, now=timezone.now()).changed == 0
    assert take_out([lead.pk], by=boss, now=timezone.now()).changed == 1
    assert states(sequence) == {lead.pk: ("stopped", "by_hand")}


def test_many_go_in_by_the_list_in_the_background_and_come_out_again(inside, boss):
    sequence = make_sequence(inside)
    pks = [make_person(inside, number).pk for number in range(6)]
    run = work("put_in_sequence", pks, sequence.pk, by=boss)
    found = narrowed(Lead.objects.all(), QueryDict("in_sequence=yes"), reader=boss, now=timezone.now()).count()
    out = work("leave_sequences", pks[:4], by=boss)

    assert (run.result["changed"], found, out.result["changed"]) == (6, 6, 4)
    assert narrowed(Lead.objects.all(), QueryDict("in_sequence=no"), reader=boss, now=timezone.now()).count() == 4


def test_who_came_with_a_list_begins_only_with_proof_of_consent_and_the_page_says_so(inside, boss, manager):
    sequence = make_sequence(inside, preset="reactivation", per_hour=60)
    brought = imported([person(number) for number in range(3)], by=manager)
    agreed = Lead.objects.order_by("pk").first()
    give(agreed.pk, Given("marketing"), by=boss, now=timezone.now())
    client, page = client_of(inside, boss), f"/admin/import/{brought.pk}/sequence/"
    shown = client.get(page).content.decode()
    end = client.get(f"/admin/import/{brought.pk}/").content.decode()
    client.post(page, {"sequence": sequence.pk})

    assert page in end
    assert "1 lead would begin" in shown
    assert "have not agreed to be written to" in shown
    with clinic_context(inside):
        assert list(states(sequence)) == [agreed.pk]


def test_the_page_of_a_lead_puts_in_pauses_goes_on_and_takes_out(inside, boss):
    sequence, lead = make_sequence(inside), make_person(inside)
    client, page = client_of(inside, boss), f"/admin/leads/lead/{lead.pk}/change/"
    put = f"/admin/leads/lead/{lead.pk}/sequences/"
    client.post(put, {"sequence": sequence.pk})
    shown = client.get(page).content.decode()
    with clinic_context(inside):
        one = Enrolment.objects.get()
    client.post(f"{put}{one.pk}/", {"do": "pause"})
    waits = way_of(inside, lead)
    client.post(f"{put}{one.pk}/", {"do": "go_on"})
    goes = way_of(inside, lead)
    client.post(f"{put}{one.pk}/", {"do": "out"})

    assert "step 1 of 3" in shown
    assert (waits.at, bool(goes.at)) == (None, True)
    after = client.get(page).content.decode()
    assert after.count("A colleague took them out.") == 2  # the card, and the timeline
    assert client.post(f"{put}{one.pk}/", {"do": "explode"}).status_code == 302


def test_the_timeline_says_what_began_what_was_left_out_and_why_it_stopped(inside, boss, clock):
    sequence, lead = make_sequence(inside, step={"channel": "mail"}), make_person(inside)
    put_in([lead.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    now = Enrolment.objects.get().due_at
    look(inside, now)
    take_out([lead.pk], by=boss, now=now + timedelta(minutes=1))

    moments = timeline_of(lead, boss, kind="changes").moments
    told = [one.about["told"] for one in moments if one.template == "sequences/timeline.html"]
    assert told == ["stopped", "left_out", "began"]
    assert StepRun.objects.get().outcome == "skipped"


def test_two_who_were_both_in_it_are_merged_stop_and_come_apart_again(inside, boss):
    sequence, stage = make_sequence(inside), stage_of("qualified")
    one, two = make_person(inside, 1), make_person(inside, 2)
    put_in([one.pk, two.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    rule = keep_rule(make_sequence(inside).pk, WantedRule("stage", stage_id=stage.pk), by=boss)
    rules_on.forget_rules()
    for lead in (one, two):
        move_leads([lead.pk], to=stage.pk, by=boss, now=timezone.now())
    merged = merge_leads(one.pk, two.pk, by=boss, now=timezone.now())

    rows = Enrolment.objects.exclude(rule=rule)
    assert set(rows.values_list("lead", "state", "reason")) == {(one.pk, "stopped", "merged")}
    undo(merged.operation.pk, by=boss, now=timezone.now())
    assert set(Enrolment.objects.values_list("lead", "rule", "state")) == {
        (lead.pk, by, "stopped") for lead in (one, two) for by in (None, rule.pk)
    }
    assert put_in([two.pk], sequence=make_sequence(inside).pk, by=boss, now=timezone.now()).changed == 1


def test_whoever_is_deleted_for_good_leaves_no_line_of_the_ledger(inside, other_clinic, boss, clock):
    sequence, lead = make_sequence(inside), make_person(inside)
    with clinic_context(other_clinic):
        make_account(other_clinic, "sms")
        theirs = make_person(other_clinic)
        reach(other_clinic, theirs, "email", "a@example.com")
        other = make_user(other_clinic, role=roles.ADMIN, email="other@example.com")
        put_in([theirs.pk], sequence=make_sequence(other_clinic).pk, by=other, now=timezone.now())
    put_in([lead.pk], sequence=sequence.pk, by=boss, now=timezone.now())
    look(inside, Enrolment.objects.get().due_at)
    delete_leads([lead.pk], is_confirmed=True, by=boss, now=timezone.now())

    assert (Enrolment.objects.count(), StepRun.objects.count()) == (0, 0)
    with clinic_context(other_clinic):
        assert Enrolment.objects.count() == 1
