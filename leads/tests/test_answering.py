"""Who waits for an answer, until when, and what becomes of it (F 2b, SLA states)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.testing.people import client_of, key_of, post_lead
from crm.testing.statements import statements
from leads.models import Lead, ResponseCycle, SharingRules, Stage
from leads.services.answering import answered, mark_missed
from leads.services.contact import contacted
from leads.services.reading import Told
from leads.services.returning import wrote_again
from leads.services.sharing.rules import forget_sharing_rules
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.settings.models import OpeningHours

MARIO = {"first_name": "Mario", "email": "mario@example.com"}
State = ResponseCycle.State


@pytest.fixture
def arrive(clinic):
    client, key = client_of(clinic), key_of(clinic)

    def post(**fields):
        assert post_lead(client, key, **MARIO | fields).status_code in {200, 201}
        with clinic_context(clinic):
            return Lead.objects.get()

    return post


def minutes_ago(number):
    return timezone.now() - timedelta(minutes=number)


def test_a_new_lead_waits_for_its_first_answer(clinic, arrive, cycles):
    lead = arrive()

    (first,) = cycles()
    assert (first.enquiry, first.number, first.state, first.allowed_minutes) == (1, 1, State.DUE, 15)
    assert first.due_at == lead.answer_due_at == lead.created_at + timedelta(minutes=15)


def test_who_writes_at_night_is_answered_in_the_morning(clinic, arrive):
    with clinic_context(clinic):
        day = (timezone.now() + timedelta(days=2)).weekday()
        OpeningHours.objects.create(weekday=day, starts=9 * 60, ends=17 * 60)

    lead = arrive()

    assert (lead.answer_due_at.weekday(), lead.answer_due_at.hour, lead.answer_due_at.minute) == (day, 9, 15)
    assert lead.next_follow_up == lead.answer_due_at


def test_an_answer_in_time_is_met_and_one_too_late_is_missed(clinic, agent, cycles):
    early, late = make_lead(clinic, minutes=10), make_lead(clinic, minutes=20)

    with clinic_context(clinic):
        answered([early.pk, late.pk], by=agent, at=timezone.now())

    assert [one.state for one in cycles()] == [State.MET, State.MISSED]
    assert [one.took_minutes for one in cycles()] == [10, 20]
    with clinic_context(clinic):
        assert not Lead.objects.filter(answer_due_at__isnull=False).exists()


def test_a_second_answer_changes_nothing(clinic, agent, cycles):
    lead = make_lead(clinic, minutes=10)

    with clinic_context(clinic):
        done = [answered([lead.pk], by=agent, at=at) for at in (minutes_ago(5), minutes_ago(1))]

    assert done == [1, 0]
    assert cycles()[0].took_minutes == 5


def test_what_was_said_before_they_wrote_is_no_answer(clinic, agent, cycles):
    lead = make_lead(clinic, minutes=10)

    with clinic_context(clinic):
        answered([lead.pk], by=agent, at=minutes_ago(30))

    assert cycles()[0].ended_at is None


def test_what_was_missed_stays_missed(clinic, agent, cycles):
    lead = make_lead(clinic, minutes=20)

    with clinic_context(clinic):
        marked = [mark_missed(now=timezone.now()) for _ in range(2)]
        answered([lead.pk], by=agent, at=minutes_ago(19))

    assert marked == [1, 0]
    assert cycles()[0].state == State.MISSED


def test_writing_again_before_the_answer_starts_no_other_clock(arrive, cycles):
    arrive()
    due = cycles()[0].due_at

    arrive(message="Are you there?")

    assert [one.due_at for one in cycles()] == [due]


def test_writing_again_after_the_answer_is_the_next_wait(clinic, agent, arrive, cycles):
    lead = arrive()
    with clinic_context(clinic):
        SharingRules.objects.update(next_answer_minutes=40)
        answered([lead.pk], by=agent, at=timezone.now())
    forget_sharing_rules()

    lead = arrive(message="Thank you, and the price?")

    last = cycles()[-1]
    assert (last.enquiry, last.number, last.allowed_minutes) == (1, 2, 40)
    assert last.due_at == lead.answer_due_at == last.began_at + timedelta(minutes=40)


def test_who_comes_back_after_losing_interest_waits_as_somebody_new(clinic, arrive, cycles):
    lead = arrive()
    with clinic_context(clinic):
        Lead.objects.filter(pk=lead.pk).update(stage=Stage.objects.get(semantic="lost"))

    lead = arrive(message="Now I can come.")

    first, second = cycles()
    assert first.ended_at is not None
    assert (second.enquiry, second.number, second.allowed_minutes) == (2, 1, 15)
    assert lead.answer_due_at == second.due_at


def test_a_whole_clinic_is_marked_in_one_statement(clinic, other_clinic):
    for one in (clinic, other_clinic):
        for _ in range(3):
            make_lead(one, minutes=60)

    with clinic_context(clinic), CaptureQueriesContext(connection) as captured:
        number = mark_missed(now=timezone.now())

    assert (number, len(statements(captured))) == (3, 1)
    with clinic_context(other_clinic):
        assert not ResponseCycle.objects.filter(state=State.MISSED).exists()


def test_a_clinic_that_opens_a_minute_a_week_makes_no_page_fail(clinic, arrive):
    with clinic_context(clinic):
        OpeningHours.objects.create(weekday=0, starts=0, ends=1)
        Stage.objects.filter(semantic="new").update(sla_minutes=2**31 - 1)

    assert arrive().answer_due_at is None


def test_years_are_counted_from_when_they_wrote(clinic, agent, cycles):
    lead = make_lead(clinic, minutes=0, stage="New", created_at=datetime(2020, 1, 1, tzinfo=UTC))

    with clinic_context(clinic):
        assert answered([lead.pk], by=agent, at=timezone.now() + timedelta(minutes=1)) == 1


def test_who_writes_while_they_are_answered_at_that_moment_waits_again(clinic, agent, arrive, cycles):
    """The arrival read the lead before the answer was written (H:A14)."""
    arrive()
    with clinic_context(clinic):
        read_before = Lead.objects.select_related("stage").get()
        answered([read_before.pk], by=agent, at=timezone.now())

        wrote_again(read_before, Told("Mario", "", "", ()), None, at=timezone.now())

    assert [one.ended_at is None for one in cycles()] == [False, True]


def test_our_first_word_to_them_is_the_answer(clinic, agent, cycles):
    lead = make_lead(clinic, minutes=3)

    with clinic_context(clinic):
        contacted([lead.pk], by=agent, at=timezone.now())

    assert (cycles()[0].state, cycles()[0].answered_by_id) == (State.MET, agent.pk)
