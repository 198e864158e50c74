"""A wait ends without an answer, goes on when that is taken back, and is found among many (F 2b)."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from leads.models import Lead, ResponseCycle, Stage
from leads.services.answering import answered, end_waits
from leads.services.answering.pack import waits_pack
from leads.services.moving import Given, move_leads
from leads.services.operations import archive, restore
from leads.tests.factories import make_lead
from tenants.context import clinic_context
from tenants.undo.models import Operation
from tenants.undo.services.ledger import undo

State = ResponseCycle.State


def test_nobody_waits_any_more_without_an_answer(clinic, cycles):
    lead = make_lead(clinic)

    with clinic_context(clinic):
        end_waits([lead.pk], at=timezone.now())
        lead.refresh_from_db()

    (cycle,) = cycles()
    assert (cycle.answered_at, cycle.state, lead.answer_due_at) == (None, State.DUE, None)
    assert cycle.ended_at is not None


def test_the_archive_ends_the_wait_and_whatever_takes_that_back_goes_on_with_it(clinic, act, agent, cycles):
    lead = make_lead(clinic)
    due = cycles()[0].due_at

    act(archive, [lead.pk])
    ended = cycles()[0].ended_at
    act(restore, [lead.pk])

    assert ended is not None
    assert (cycles()[0].ended_at, cycles()[0].due_at) == (None, due)
    with clinic_context(clinic):
        assert Lead.objects.get().answer_due_at == due


def test_undoing_the_archive_resumes_the_wait_and_undoing_that_ends_it(clinic, act, agent, cycles):
    lead = make_lead(clinic)
    act(archive, [lead.pk])

    with clinic_context(clinic):
        undo(Operation.objects.latest("at").pk, by=agent, now=timezone.now())

    assert cycles()[0].ended_at is None


def test_a_lost_lead_waits_for_nobody_and_waits_on_when_that_is_undone(clinic, act, agent, cycles):
    lead = make_lead(clinic, source="website")
    due = cycles()[0].due_at
    with clinic_context(clinic):
        lost = Stage.objects.get(semantic="lost").pk

    done = act(move_leads, [lead.pk], to=lost, given=Given(lost_reason="price"))
    ended = cycles()[0].ended_at
    with clinic_context(clinic):
        undo(done.operation.pk, by=agent, now=timezone.now())

    assert ended is not None
    assert (cycles()[0].ended_at, cycles()[0].due_at) == (None, due)


def test_a_lost_lead_that_is_taken_up_again_by_hand_waits_on(clinic, act, cycles):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        stages = {one.semantic: one.pk for one in Stage.objects.all()}

    act(move_leads, [lead.pk], to=stages["lost"], given=Given(lost_reason="price"))
    act(move_leads, [lead.pk], to=stages["qualified"])

    assert cycles()[0].ended_at is None


def test_an_answered_wait_is_over_whatever_is_undone(clinic, act, agent, cycles):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        answered([lead.pk], by=agent, at=timezone.now())

    act(archive, [lead.pk])
    act(restore, [lead.pk])

    assert cycles()[0].answered_at is not None
    with clinic_context(clinic):
        assert Lead.objects.get().answer_due_at is None


def test_leads_from_before_get_their_wait_and_nobody_hears_of_it(clinic, cycles):
    lead = make_lead(clinic, minutes=600)
    with clinic_context(clinic):
        ResponseCycle.objects.all().delete()
        Lead.objects.update(answer_due_at=None)

        for _ in range(2):
            waits_pack()

    (cycle,) = cycles()
    assert (cycle.lead_id, cycle.due_at, cycle.escalates_at) == (
        lead.pk,
        cycle.began_at + timedelta(minutes=15),
        None,
    )
    with clinic_context(clinic):
        assert Lead.objects.get().answer_due_at == cycle.due_at


def test_the_index_finds_what_is_due_among_many(clinic):
    lead = make_lead(clinic, minutes=600)
    with clinic_context(clinic):
        ended = {"lead": lead, "began_at": lead.created_at, "due_at": lead.created_at, "ended_at": lead.created_at}
        ResponseCycle.objects.bulk_create(ResponseCycle(number=number, **ended) for number in range(2, 3000))
        due = ResponseCycle.objects.filter(ended_at=None, state=State.DUE, due_at__lt=timezone.now())
        rung = ResponseCycle.objects.filter(ended_at=None, escalates_at__lte=timezone.now()).order_by(
            "escalates_at"
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE leads_responsecycle")

        assert "response_due" in due.explain()
        assert "response_rung" in rung.explain()
