"""Who begins a sequence and who does not, and all that takes somebody out again (F:C16, C17)."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from comms.models import Channel, Message
from comms.providers.base import Incoming, Sender
from comms.sequences import reasons
from comms.sequences.models import Enrolment, StepRun
from comms.sequences.services.enrolling import enrol
from comms.sequences.services.stopping import stop
from comms.sequences.tests.factories import look, make_person, make_sequence
from comms.services.receiving.incoming import Letter, receive
from comms.tests.conftest import NOW
from comms.tests.factories import OWN, make_account
from crm.lib.errors import NotAllowed
from crm.testing.people import make_user
from leads.models import Lead, StageChange
from leads.services.spreading import tell_all
from leads.signals import contact_stopped, leads_moved, leads_put_away
from leads.tests.factories import stage_of
from tenants.context import clinic_context
from tenants.outbox.services.work import run_due
from tenants.staff import roles


@pytest.fixture
def sms(clock, clinic):
    return make_account(clinic, "sms")


@pytest.fixture
def sequence(clinic, sms):
    return make_sequence(clinic)


def put_in(clinic, sequence, *leads, now=NOW, **about):
    with clinic_context(clinic):
        return enrol(sequence.pk, [lead.pk for lead in leads], **{"way": "hand", **about}, now=now)


def state_of(clinic, lead):
    with clinic_context(clinic):
        return Enrolment.objects.filter(lead=lead).values_list("state", "reason").get()


def test_whoever_begins_is_in_it_once_and_their_first_step_lies_within_their_day(clinic, other_clinic, sequence):
    people = [make_person(clinic, number) for number in range(3)]

    night = NOW.replace(hour=23)
    first, again = (put_in(clinic, sequence, *people, now=night) for _ in range(2))

    with clinic_context(clinic):
        rows = Enrolment.objects.all()
        assert {one.lead_id: one.pk for one in rows} == first.begun
        assert {one.due_at.hour for one in rows} == {9}  # London in November
        assert len({one.due_at.minute for one in rows}) > 1  # not all of them at nine sharp
    assert (again.begun, set(again.why.values())) == ({}, {reasons.ALREADY})
    with clinic_context(other_clinic):
        assert not Enrolment.objects.exists()


def test_who_may_not_begin_is_told_why(clinic, sequence):
    with clinic_context(clinic):
        accepted = stage_of("accepted").name
    people = {
        reasons.ARCHIVED: make_person(clinic, 1, archived_at=NOW),
        reasons.TEST: make_person(clinic, 2, is_test=True),
        reasons.OPTED_OUT: make_person(clinic, 3, do_not_contact=True),
        reasons.NOT_FOR_THEM: make_person(clinic, 4, stage=accepted),
        reasons.MERGED: make_person(clinic, 5, merged_into=make_person(clinic, 6)),
    }
    told = put_in(clinic, sequence, *people.values())
    assert {why: told.why[lead.pk] for why, lead in people.items()} == {why: why for why in people}
    assert told.refused[people[reasons.TEST].pk] == "They are a test."

    sequence.state, sequence.paused_at = "paused", NOW
    with clinic_context(clinic):
        sequence.save()
    assert set(put_in(clinic, sequence, make_person(clinic, 7)).why.values()) == {reasons.NOT_ACTIVE}


def test_who_was_in_it_not_long_ago_does_not_begin_again_but_after_an_undo(clinic, sequence):
    ann, ben = make_person(clinic, 1), make_person(clinic, 2)
    put_in(clinic, sequence, ann, ben)
    with clinic_context(clinic):
        stop([ann.pk], reasons.BY_HAND, now=NOW)
        stop([ben.pk], reasons.UNDONE, now=NOW)

    told = put_in(clinic, sequence, ann, ben)
    assert (told.why, list(told.begun)) == ({ann.pk: reasons.TOO_SOON}, [ben.pk])
    assert ann.pk in put_in(clinic, sequence, ann, now=NOW + timedelta(days=91)).begun


def test_a_colleague_without_the_right_puts_nobody_in_and_sees_only_their_own(clinic, sequence):
    agent = make_user(clinic, data_scope="own")
    ann = make_person(clinic, assigned_to=make_user(clinic, email="other@example.com"))
    marketing = make_user(clinic, role=roles.MARKETING, email="m@example.com")
    told = put_in(clinic, sequence, ann, by=agent)
    assert (told.begun, told.out_of_sight) == ({}, 1)
    with pytest.raises(NotAllowed):
        put_in(clinic, sequence, ann, by=marketing)


def test_a_hundred_cost_as_many_statements_as_two(clinic, sequence):
    def cost(*people):
        with CaptureQueriesContext(connection) as asked:
            put_in(clinic, sequence, *people)
            with clinic_context(clinic):
                stop([lead.pk for lead in people], reasons.BY_HAND, now=NOW)
        return len(asked)

    few = cost(make_person(clinic, 1), make_person(clinic, 2))
    assert cost(*[make_person(clinic, number) for number in range(3, 40)]) == few


@contextmanager
def rolled_back():
    """What happens inside leaves nothing."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def say(clinic, lead, text, at):
    with clinic_context(clinic):
        phone = lead.identities.get().value
        news = Incoming(OWN["sms"], f"in.{at.timestamp()}", Sender(phone=phone), at=at, body=text)
        receive(Letter(news, Channel.SMS, 1, b"{}", "application/json"), now=at)


def move(clinic, lead, meaning):
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(stage=stage_of(meaning))
        tell_all(leads_moved, changes=[StageChange.objects.filter(lead=lead).latest("pk")], now=NOW)


def test_whatever_ends_it_stops_it_and_cancels_what_waits(clinic, sequence):
    ann = make_person(clinic)
    ended = {
        reasons.REPLIED: lambda: say(clinic, ann, "Yes please", NOW + timedelta(minutes=1)),
        reasons.OPTED_OUT: lambda: tell_all(contact_stopped, leads=[ann.pk], now=NOW),
        reasons.ACCEPTED: lambda: move(clinic, ann, "accepted"),
        reasons.ARCHIVED: lambda: tell_all(leads_put_away, leads=[ann.pk], why="archived", now=NOW),
    }
    for why, do in ended.items():
        with clinic_context(clinic), rolled_back():
            put_in(clinic, sequence, ann)
            look(clinic, NOW)
            assert StepRun.objects.get().message.state == Message.State.QUEUED
            do()
            assert state_of(clinic, ann) == ("stopped", why), why
            message = Message.objects.get(is_out=True, step_run__isnull=False)
            assert message.state == Message.State.CANCELLED
            replied = StepRun.objects.get().replied_at
            assert replied is None  # nothing had gone


def test_an_answer_is_counted_for_the_last_that_had_gone(clinic, sequence, clock, line):
    ann = make_person(clinic)
    put_in(clinic, sequence, ann)
    with clinic_context(clinic):
        for day in (0, 3):
            clock.move_to(NOW + timedelta(days=day, hours=1))
            look(clinic, NOW + timedelta(days=day, hours=1))
            run_due(now=NOW + timedelta(days=day, hours=1))
    at = NOW + timedelta(days=3, hours=2)
    say(clinic, ann, "Yes", at)

    with clinic_context(clinic):
        assert list(StepRun.objects.values_list("replied_at", flat=True)) == [None, at]
    assert state_of(clinic, ann) == ("stopped", "replied")
    assert len(line.got) == 2


def test_only_some_of_what_somebody_is_in_can_be_ended(clinic, sequence):
    ann, other = make_person(clinic), make_sequence(clinic)
    put_in(clinic, sequence, ann)
    put_in(clinic, other, ann)
    with clinic_context(clinic):
        stop([ann.pk], reasons.BY_HAND, now=NOW, only=Q(sequence=other))
        assert list(Enrolment.objects.filter(state="active").values_list("sequence", flat=True)) == [sequence.pk]
        assert Lead.objects.filter(pk=ann.pk).exists()
