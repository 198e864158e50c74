"""What the owner of a kind may say when an attempt begins, and hears when it has ended (HOUSE 7)."""

from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from time_machine import travel

from tenants.context import clinic_context
from tenants.outbox import handlers
from tenants.outbox.handlers import GiveUp, OutcomeUnknown, TryAgain
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned
from tenants.outbox.tests.conftest import NOW

LATER = NOW + timedelta(minutes=7)


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic), travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def hooked(kind, ask):
    """`hooked(do, ready=..., ended=..., wait=...)` asks for one job of such a kind."""

    def make(do=lambda payload: None, **hooks):
        name = kind(do)
        handlers.register(name, do, repeatable=False, **hooks)
        ask(name, lead=7)
        return name

    return make


def raising(error):
    def do(payload):
        raise error

    return do


def test_what_is_not_ready_waits_for_its_moment_without_a_call_or_a_try(inside, hooked):
    hooked(raising(AssertionError), ready=lambda payload, now: LATER)

    assert work.run_due(now=NOW) == 0

    job = Job.objects.get()
    assert (job.state, job.due_at, job.attempts, job.started_at) == (Job.State.WAITING, LATER, 0, None)
    assert not DeliveryLog.objects.exists()


def test_what_has_nothing_left_to_do_is_done_and_keeps_what_was_written(inside, hooked, ask, kind):
    def settle(payload, now):
        Job.objects.filter(key="other").update(attempts=9)
        return False

    ask(kind(lambda payload: None), key="other", due_at=LATER)
    hooked(raising(AssertionError), ready=settle)

    assert work.run_due(now=NOW) == 0

    assert Job.objects.get(key="one").state == Job.State.DONE
    assert Job.objects.get(key="other").attempts == 9


def test_ready_is_asked_in_the_transaction_that_claims_and_the_call_is_made_outside_it(inside, hooked):
    seen = []

    def ready(payload, now):
        seen.append(("ready", transaction.get_connection().in_atomic_block, Job.objects.get().attempts))
        return True

    hooked(lambda payload: seen.append(("do",)), ready=ready)
    work.run_due(now=NOW)

    assert seen == [("ready", True, 1), ("do",)]


@pytest.mark.parametrize(
    ("do", "outcome", "result"),
    [
        (lambda payload: "receipt", "done", "receipt"),
        (raising(GiveUp("no")), "failed", None),
        (raising(OutcomeUnknown("?")), "unknown", None),
        (raising(TryAgain("busy")), "retry", None),
        (raising(ZeroDivisionError()), "unknown", None),
    ],
)
def test_whoever_asked_hears_how_it_ended(inside, hooked, do, outcome, result):
    heard = []
    hooked(do, ended=heard.append)

    work.run_due(now=NOW)

    (ended,) = heard
    assert (ended.outcome, ended.result, ended.attempt, ended.late) == (outcome, result, 1, False)
    assert (ended.error is None) is (outcome == "done")


def test_what_ended_writes_and_the_outcome_are_kept_together_or_not_at_all(inside, hooked):
    hooked(ended=raising(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        work.run_due(now=NOW)

    assert Job.objects.get().state == Job.State.CLAIMED


def test_whoever_asked_hears_of_a_worker_that_died_in_mid_call(inside, hooked):
    heard = []
    hooked(ended=heard.append)
    (job,) = work.claim_due(now=NOW)
    work.begin(job)

    settle_abandoned(now=NOW + work.LEASE + timedelta(seconds=1))

    assert [(one.outcome, one.late) for one in heard] == [("unknown", False)]


def test_an_answer_after_the_claim_ran_out_is_told_as_late(inside, hooked):
    heard = []
    hooked(lambda payload: "receipt", ended=heard.append)
    (job,) = work.claim_due(now=NOW)
    work.begin(job)
    settle_abandoned(now=NOW + work.LEASE + timedelta(seconds=1))

    work.attempt(job)

    assert [(one.outcome, one.late, one.result) for one in heard] == [
        ("unknown", False, None),
        ("done", True, "receipt"),
    ]
    assert Job.objects.get().state == Job.State.UNKNOWN


def test_a_kind_may_say_itself_how_long_it_waits_and_when_it_gives_up(inside, hooked):
    error = TryAgain("busy")
    waits = {1: timedelta(seconds=40), 2: None}
    hooked(raising(error), wait=lambda attempt, cause: waits[attempt] if cause is error else None)

    work.run_due(now=NOW)
    assert Job.objects.get().due_at == NOW + timedelta(seconds=40)

    inside.move_to(NOW + timedelta(seconds=40))
    work.run_due(now=NOW + timedelta(seconds=40))
    assert Job.objects.get().state == Job.State.FAILED


def breaking(error):
    def ready(payload, now):
        raise error

    return ready


def test_what_breaks_when_it_is_asked_is_tried_again_given_up_and_keeps_nobody_waiting(inside, hooked, ask, kind):
    done, heard = [], []
    patience = {"wait": lambda attempt, cause: timedelta() if attempt < 3 else None}
    hooked(raising(AssertionError), ready=breaking(ZeroDivisionError()), ended=heard.append, **patience)
    ask(kind(done.append), key="other")

    work.run_due(now=NOW)

    poison = Job.objects.get(key="one")
    assert (poison.state, poison.attempts) == (Job.State.FAILED, 3)
    assert [one.outcome for one in heard] == ["retry", "retry", "failed"]
    assert done == [{}]


def test_a_claim_that_the_database_ended_is_no_try_and_is_made_again(inside, hooked):
    hooked(raising(AssertionError), ready=breaking(OperationalError("deadlock detected")))

    assert work.run_due(now=NOW) == 0

    job = Job.objects.get()
    assert (job.state, job.attempts, job.due_at) == (Job.State.WAITING, 0, NOW + work.CROSSED)
    assert not DeliveryLog.objects.exists()


def test_whoever_asked_hears_nothing_of_what_was_claimed_and_never_begun(inside, hooked):
    heard = []
    hooked(ended=heard.append)
    work.claim_due(now=NOW)

    assert settle_abandoned(now=NOW + work.LEASE + timedelta(seconds=1)) == 1

    assert (heard, Job.objects.get().state, DeliveryLog.objects.count()) == ([], Job.State.WAITING, 0)


def test_one_whose_end_cannot_be_written_keeps_none_of_the_others_waiting(inside, hooked, ask, kind):
    done = []
    hooked(ended=raising(ZeroDivisionError()))
    ask(kind(done.append), key="other")

    with pytest.raises(ZeroDivisionError):
        work.run_due(now=NOW)
    assert done == [{}]

    Job.objects.filter(key="other").update(state=Job.State.WAITING)
    work.begin(work.claim_due(now=NOW)[0])
    assert settle_abandoned(now=NOW + work.LEASE + timedelta(seconds=1)) == 1
    assert Job.objects.get(key="other").state == Job.State.UNKNOWN
