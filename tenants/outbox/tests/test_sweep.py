"""The sweep: what a dead worker or a lost wake-up left behind, and when to look again (H:S1, S2, S7)."""

from datetime import timedelta

import pytest
from time_machine import travel

from tenants.context import clinic_context, platform_schema
from tenants.models import ClinicDue
from tenants.outbox.handlers import WAITS
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services import work
from tenants.outbox.services.enqueue import SWEEP
from tenants.outbox.services.sweep import BUSY, IDLE, settle_abandoned, sweep
from tenants.outbox.tests.conftest import NOW

LATER = NOW + work.LEASE + timedelta(seconds=1)


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic), travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def abandoned(inside, kind, ask):
    """(clock, done): `abandon(begun=…, repeatable=…)` leaves one job as a worker that died would."""
    done = []

    def abandon(*, begun, repeatable=False):
        ask(kind(done.append, repeatable=repeatable))
        job = work.claim_due(now=NOW)[0]
        assert not begun or work.begin(job)
        inside.move_to(LATER)

    return abandon, done


def test_a_job_that_was_claimed_and_not_begun_is_done_later(abandoned):
    abandon, done = abandoned
    abandon(begun=False)

    sweep(now=LATER)

    assert done == [{}]
    assert Job.objects.values_list("state", "attempts").get() == (Job.State.DONE, 1)


def test_a_job_that_may_be_repeated_is_done_again(abandoned):
    abandon, done = abandoned
    abandon(begun=True, repeatable=True)

    sweep(now=LATER)

    assert done == [{}]
    assert list(DeliveryLog.objects.order_by("id").values_list("outcome", flat=True)) == ["retry", "done"]


def test_any_other_job_that_was_begun_becomes_unknown_and_stays_so(abandoned):
    abandon, done = abandoned
    abandon(begun=True)

    sweep(now=LATER)
    sweep(now=LATER + timedelta(days=1))

    assert done == []
    assert Job.objects.get().state == Job.State.UNKNOWN
    assert Job.objects.get().get_state_display() == "Outcome unknown"
    assert "died" in DeliveryLog.objects.get().error


def test_a_job_within_its_lease_is_left_to_whoever_does_it(inside, kind, ask):
    ask(kind(lambda payload: None))
    work.claim_due(now=NOW)

    sweep(now=NOW + work.LEASE)

    assert Job.objects.get().state == Job.State.CLAIMED


def test_a_repeatable_job_that_takes_its_worker_with_it_every_time_is_given_up(inside, kind, ask):
    ask(kind(lambda payload: None, repeatable=True))
    now = NOW
    for _ in range(len(WAITS) + 1):
        assert Job.objects.get().state == Job.State.WAITING
        work.begin(work.claim_due(now=now)[0])
        now += work.LEASE + timedelta(seconds=1)
        inside.move_to(now)
        settle_abandoned(now=now)

    assert Job.objects.get().state == Job.State.FAILED


def test_with_nothing_open_the_clinic_is_looked_at_seldom(inside, clinic):
    sweep(now=NOW)

    assert next_sweep(clinic) == NOW + IDLE


@pytest.mark.parametrize(
    ("due_in", "looked_at_in"),
    [
        (timedelta(seconds=1), BUSY),
        (timedelta(minutes=2), timedelta(minutes=2)),
        (timedelta(hours=1), IDLE),
    ],
)
def test_while_a_job_waits_the_clinic_is_looked_at_when_it_is_due(inside, clinic, ask, due_in, looked_at_in):
    ask("test.any", due_at=NOW + due_in)

    sweep(now=NOW)

    assert next_sweep(clinic) == NOW + looked_at_in


def next_sweep(clinic):
    with platform_schema():
        return ClinicDue.objects.get(clinic=clinic, kind=SWEEP).next_due
