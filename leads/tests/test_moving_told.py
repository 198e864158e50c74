"""Whoever stands above hears of accepted and completed once for each enquiry, and never stops a move."""

from functools import partial

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from crm.testing.people import make_user
from crm.testing.threads import at_once
from leads import signals
from leads.models import Lead, StageChange
from leads.services.moving import Given, move_leads
from leads.services.moving.announcing import TELL_STAGE_AGAIN, tell_stage_again
from leads.services.moving.demands import taken_by
from leads.tests.factories import make_lead, stage_of
from tenants.context import clinic_context
from tenants.outbox.handlers import TryAgain
from tenants.outbox.models import Job
from tenants.undo.services.ledger import undo

PAID = Given(amount=100_00, lost_reason="price")


@pytest.fixture
def heard(monkeypatch):
    """What the one receiver was told: (lead, enquiry, meaning)."""
    told: list[tuple] = []
    announcement = signals.Announcement()
    announcement.connect("test", lambda all_: told.extend((c.lead_id, c.enquiry, c.to_semantic) for c in all_))
    monkeypatch.setattr("leads.services.moving.announcing.stage_changed", announcement)
    return told


@pytest.fixture
def broken(monkeypatch):
    """A receiver that fails in the database, and one after it that does not."""
    told: list[int] = []

    def fails(changes):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    announcement = signals.Announcement()
    announcement.connect("fails", fails)
    announcement.connect("works", lambda changes: told.extend(change.lead_id for change in changes))
    monkeypatch.setattr("leads.services.moving.announcing.stage_changed", announcement)
    return announcement, told


def go(lead: Lead, *meanings: str, by) -> None:
    for meaning in meanings:
        move_leads(
            [lead.pk], to=stage_of(meaning).pk, given=PAID.only(taken_by(meaning)), by=by, now=timezone.now()
        )


def test_accepted_and_completed_are_told_and_nothing_else(clinic, agent, heard):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        go(lead, "contacted", "accepted", "travelling", "completed", by=agent)

    assert heard == [(lead.pk, 1, "accepted"), (lead.pk, 1, "completed")]


def test_whoever_leaves_and_comes_back_is_told_of_once(clinic, agent, heard):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        go(lead, "accepted", "lost", "accepted", by=agent)

    assert heard == [(lead.pk, 1, "accepted")]


def test_the_next_enquiry_is_told_of_again(clinic, agent, heard):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        go(lead, "accepted", "completed", by=agent)
        Lead.objects.filter(pk=lead.pk).update(enquiry=2, stage=stage_of("new"))
        go(lead, "accepted", by=agent)

    assert heard[-1] == (lead.pk, 2, "accepted")


def test_an_undo_takes_nothing_back_that_was_told_and_tells_nothing_twice(clinic, agent, heard):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        to = stage_of("accepted").pk
        done = move_leads([lead.pk], to=to, given=PAID.only({"amount"}), by=agent, now=timezone.now())
        undo(done.operation.pk, by=agent, now=timezone.now())
        go(lead, "accepted", by=agent)
        steps = list(StageChange.objects.filter(lead=lead).order_by("pk").values_list("to_semantic", flat=True))

    assert heard == [(lead.pk, 1, "accepted")]
    assert steps == ["new", "accepted", "new", "accepted"]


def test_two_at_once_tell_once(fresh_clinic, heard):
    clinic = fresh_clinic()
    agent = make_user(clinic, email="one@example.com")
    for _round in range(5):
        lead = make_lead(clinic)
        with clinic_context(clinic):
            to = stage_of("accepted").pk
        deed = partial(move_leads, [lead.pk], to=to, given=PAID.only({"amount"}), by=agent, now=timezone.now())

        done = at_once(clinic, deed, deed)

        assert sorted(one.changed for one in done) == [0, 1]
        assert heard.count((lead.pk, 1, "accepted")) == 1


def test_a_receiver_that_fails_costs_neither_the_move_nor_the_others(clinic, agent, broken):
    _, told = broken
    lead = make_lead(clinic)
    with clinic_context(clinic):
        go(lead, "accepted", by=agent)

        lead.refresh_from_db()
        job = Job.objects.get(kind=TELL_STAGE_AGAIN)
        assert (lead.stage.semantic, told) == ("accepted", [lead.pk])
        assert job.payload == {"receiver": "fails", "change_id": StageChange.objects.filter(lead=lead)[0].pk}


def test_the_job_tells_again_until_it_is_heard(clinic, agent, broken):
    announcement, _ = broken
    lead, heard = make_lead(clinic), []
    with clinic_context(clinic):
        go(lead, "accepted", by=agent)
        told = Job.objects.get(kind=TELL_STAGE_AGAIN).payload

        with pytest.raises(TryAgain, match=DatabaseError.__name__[-5:]):
            tell_stage_again(told)
        announcement.connect("fails", lambda changes: heard.extend(change.to_semantic for change in changes))
        tell_stage_again(told)

    assert heard == ["accepted"]


@pytest.mark.parametrize("gone", ["receiver", "step"])
def test_a_receiver_or_a_step_that_is_gone_has_nothing_to_hear(clinic, agent, heard, gone):
    lead = make_lead(clinic)
    with clinic_context(clinic):
        go(lead, "accepted", by=agent)
        told = {"receiver": "test", "change_id": StageChange.objects.filter(lead=lead)[0].pk}
        heard.clear()
        tell_stage_again(told)
        once = len(heard)

        tell_stage_again(told | ({"receiver": "nobody"} if gone == "receiver" else {"change_id": 0}))

    assert (once, len(heard)) == (1, 1)
