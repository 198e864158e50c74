"""What the minute's look does: on to the next step, at its time, so many an hour, whatever breaks (F:C18)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from comms.models import Account, Message, Template
from comms.sequences.models import Enrolment, Sequence, Step, StepRun
from comms.sequences.services import taking, ticking
from comms.sequences.services.enrolling import enrol
from comms.sequences.services.pausing import go_on, go_on_one, pause, pause_one
from comms.sequences.services.stopping import stop
from comms.sequences.tests.factories import look, make_people, make_person, make_sequence
from comms.tests.factories import make_account
from crm.testing.people import make_user
from leads.models import Lead
from leads.tests.factories import stage_of
from tenants.context import clinic_context
from tenants.outbox.services.work import run_due
from tenants.staff import roles

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def inside(clock, clinic, line):
    clock.move_to(NOW)
    make_account(clinic, "sms")
    with clinic_context(clinic):
        yield clinic


@pytest.fixture
def manager(clinic):
    return make_user(clinic, role=roles.MANAGER, email="manager@example.com")


def begin(clinic, sequence, *leads, at=NOW):
    return enrol(sequence.pk, leads or [make_person(clinic).pk], way="hand", now=at)


def runs():
    return list(StepRun.objects.order_by("pk").values_list("step__position", "outcome"))


def test_each_step_goes_at_its_time_and_the_last_one_ends_it(inside, line):
    begin(inside, make_sequence(inside, [(0, "One"), (2, "Two"), (3, "Three")]))

    for days in (0, 1, 2, 4, 5):
        look(inside, NOW + days * DAY)
        assert look(inside, NOW + days * DAY) == 0

    assert runs() == [(0, "message"), (1, "message"), (2, "message")]
    days = StepRun.objects.order_by("pk").values_list("at", flat=True)
    assert [(at - NOW).days for at in days] == [0, 2, 5]
    assert Enrolment.objects.get().state == "finished"


def test_a_pause_of_days_moves_what_follows_by_whole_days_and_nothing_bursts(inside, manager):
    sequence = make_sequence(inside, [(0, "One"), (1, "Two"), (1, "Three")])
    begin(inside, sequence)
    look(inside, NOW)
    pause(sequence.pk, by=manager, now=NOW + HOUR)
    assert look(inside, NOW + DAY) == 0
    go_on(sequence.pk, by=manager, now=NOW + 50 * HOUR)  # Wednesday at two: it counts as three days

    for hours in (50, 73, 95):
        look(inside, NOW + hours * HOUR)
    assert len(runs()) == 1
    look(inside, NOW + 4 * DAY)
    look(inside, NOW + 4 * DAY + HOUR)
    assert len(runs()) == 2


def test_of_one_that_catches_up_the_pause_counts(inside, manager):
    sequence = make_sequence(inside, [(0, "One"), (1, "Two")], catches_up=True)
    begin(inside, sequence)
    look(inside, NOW)
    pause(sequence.pk, by=manager, now=NOW + HOUR)
    go_on(sequence.pk, by=manager, now=NOW + 2 * DAY)

    look(inside, NOW + 2 * DAY)
    assert len(runs()) == 2


def test_while_nobody_looked_nothing_was_missed(inside):
    begin(inside, make_sequence(inside, [(0, "One"), (1, "Two")]))
    look(inside, NOW)

    ticking.run(now=NOW + DAY)  # nobody looked for a day, which does not count
    assert len(runs()) == 1
    look(inside, NOW + 2 * DAY)
    assert len(runs()) == 2


def test_no_more_than_so_many_leave_in_an_hour_and_the_others_are_not_looked_at_again(inside):
    sequence = make_sequence(inside, [(0, "One")], per_hour=3)
    begin(inside, sequence, *make_people(inside, 8))

    assert look(inside, NOW) == 8
    assert look(inside, NOW + timedelta(minutes=1)) == 0
    assert [len(runs()), look(inside, NOW + HOUR), len(runs())] == [3, 3, 6]
    assert [look(inside, NOW + 2 * HOUR), len(runs())] == [2, 8]


def test_a_text_that_is_gone_is_left_out_with_a_sentence_and_the_next_goes(inside):
    sequence = make_sequence(inside, [(0, "One"), (0, "Two")])
    Template.objects.filter(title="One").update(archived_at=NOW)
    begin(inside, sequence)

    look(inside, NOW)
    look(inside, NOW)
    assert runs() == [(0, "skipped"), (1, "message")]
    assert "template" in StepRun.objects.first().reason

    Account.objects.update(state="off")
    begin(inside, make_sequence(inside, [(0, "Three")]), Lead.objects.get().pk)
    look(inside, NOW)
    assert "not connected" in StepRun.objects.last().reason


def test_a_task_is_the_owners_next_step(inside):
    sequence = make_sequence(inside, [(0, "One")])
    Step.objects.update(kind="task", channel="", task="Ask for the X-ray")
    lead = make_person(inside, follow_up_note="Sunday", next_follow_up=NOW + DAY)
    begin(inside, sequence, lead.pk)

    look(inside, NOW)
    lead.refresh_from_db()
    assert (lead.next_follow_up, lead.follow_up_note) == (NOW, "Ask for the X-ray · Sunday")
    assert runs() == [(0, "task")]


def test_who_breaks_it_is_put_off_and_left_out_in_the_end_and_keeps_nobody(inside, monkeypatch):
    sequence, (bad, *good) = make_sequence(inside, [(0, "One")]), make_people(inside, 3)
    begin(inside, sequence, bad, *good)
    known = taking.Letters

    def breaks(sequence, wanted, now, stops):
        if any(lead.pk == bad for lead, _step in wanted):
            raise ZeroDivisionError
        return known(sequence, wanted, now, stops)

    monkeypatch.setattr(taking, "Letters", breaks)
    look(inside, NOW)
    assert set(StepRun.objects.values_list("enrolment__lead", flat=True)) == set(good)
    assert Enrolment.objects.get(lead=bad).due_at == NOW + HOUR

    look(inside, NOW + 13 * HOUR)  # the night: nothing is tried
    look(inside, NOW + 22 * HOUR)
    assert StepRun.objects.get(enrolment__lead=bad).reason == "broken"


def test_what_waited_for_its_hours_or_a_pause_is_tried_again_before_it_is_left_out(inside, monkeypatch, manager):
    def breaks(*about):
        raise ZeroDivisionError

    monkeypatch.setattr(taking, "Letters", breaks)
    saturday_night, monday = NOW + 5 * DAY + 9 * HOUR, NOW + 7 * DAY
    begin(inside, make_sequence(inside, [(0, "One")]), at=saturday_night)
    paused = make_sequence(inside, [(1, "One")])
    begin(inside, paused, make_person(inside, 2).pk, at=monday - 4 * DAY)
    pause(paused.pk, by=manager, now=monday - 4 * DAY)
    go_on(paused.pk, by=manager, now=monday - DAY)

    look(inside, monday)
    assert not StepRun.objects.exists()
    assert set(Enrolment.objects.values_list("due_at", flat=True)) == {monday + HOUR}


def test_two_that_waited_for_each_other_keep_no_other_sequence_waiting(inside, monkeypatch):
    crossed, other = make_sequence(inside, [(0, "One")]), make_sequence(inside, [(0, "Two")])
    begin(inside, crossed, at=NOW - HOUR)
    begin(inside, other, make_person(inside, 2).pk)
    known = ticking.take

    def deadlocks(sequence, leads, *, now):
        if sequence == crossed.pk:
            raise OperationalError("deadlock detected")
        return known(sequence, leads, now=now)

    monkeypatch.setattr(ticking, "take", deadlocks)
    assert look(inside, NOW) == 1
    monkeypatch.setattr(ticking, "take", known)
    assert look(inside, NOW + timedelta(minutes=1)) == 1


def test_a_wait_by_hand_during_a_pause_of_all_is_the_same_time_and_counts_once(inside, manager):
    sequence = make_sequence(inside, [(2, "One")])
    begin(inside, sequence)
    one = Enrolment.objects.get()
    pause_one(one.pk, by=manager, now=NOW + HOUR)
    pause(sequence.pk, by=manager, now=NOW + 2 * HOUR)
    go_on(sequence.pk, by=manager, now=NOW + 25 * HOUR)
    go_on_one(one.pk, by=manager, now=NOW + 26 * HOUR)

    one.refresh_from_db()
    assert one.due_at == NOW + 4 * DAY  # a day and an hour count as two


def test_a_clinic_with_much_makes_room_for_others_and_is_woken_again(inside, monkeypatch):
    woken = []
    monkeypatch.setattr(ticking, "wake", woken.append)
    monkeypatch.setattr(ticking, "SIZE", 2)
    monkeypatch.setattr(ticking, "BUDGET", 0.000001)
    people = make_people(inside, 5)
    for _ in range(2):
        begin(inside, make_sequence(inside, [(0, "One")]), *people)

    ticking.run(now=NOW)
    assert (len(woken), StepRun.objects.count() <= 2) == (1, True)


def test_a_look_at_many_costs_as_many_statements_as_at_few(inside):
    def cost(people):
        begin(inside, make_sequence(inside, [(0, "One"), (1, "Two")]), *people)
        with CaptureQueriesContext(connection) as asked:
            look(inside, NOW)
        return len(asked)

    people = make_people(inside, 30)
    cost(people[:2])
    few = cost(people[2:4])
    assert cost(people[4:]) == few


def test_who_may_not_go_on_is_let_go_by_the_look_itself(inside):
    begin(inside, make_sequence(inside, [(0, "One")]))
    Lead.objects.update(stage=stage_of("lost"))  # nobody told

    look(inside, NOW)
    assert Enrolment.objects.values_list("state", "reason").get() == ("stopped", "lost")
    assert not Message.objects.exists()


WAITS = ("queued", "")


@pytest.mark.parametrize(
    ("happens", "becomes", "hours"),
    [
        (lambda: Lead.objects.update(stage=stage_of("lost")), ("cancelled", "lost"), 0),
        (lambda: Lead.objects.update(archived_at=NOW), ("cancelled", "archived"), 0),
        (lambda: stop(Lead.objects.values_list("pk", flat=True), "by_hand", now=NOW), ("cancelled", "by_hand"), 0),
        (lambda: Sequence.objects.update(state="paused", paused_at=NOW), WAITS, 0),
        (lambda: None, WAITS, 9),  # it is night there
        (lambda: None, ("cancelled", "missed"), 23),
        (lambda: None, ("accepted", ""), 1),
    ],
)
def test_whoever_claims_a_message_asks_again_also_of_one_that_is_done(inside, clock, line, happens, becomes, hours):
    begin(inside, make_sequence(inside, [(0, "One")]))
    look(inside, NOW)
    assert Enrolment.objects.get().state == "finished"

    happens()
    clock.move_to(NOW + hours * HOUR)
    run_due(now=NOW + hours * HOUR)
    assert Message.objects.values_list("state", "code").get() == becomes
    assert len(line.got) == (becomes[0] == "accepted")
