"""Claim, do, record: how an attempt ends, and what the log says about it (H:S2, S3, F:I20, I21)."""

from datetime import timedelta

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connections, transaction
from time_machine import travel

from tenants.context import clinic_context
from tenants.outbox.handlers import GiveUp, OutcomeUnknown, TryAgain
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services import work
from tenants.outbox.services.sweep import settle_abandoned
from tenants.outbox.tests.conftest import NOW


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic), travel(NOW, tick=False) as clock:
        yield clock


def refuse(error):
    def do(payload):
        raise error

    return do


def outcomes():
    return list(DeliveryLog.objects.order_by("id").values_list("attempt", "outcome"))


def test_a_job_that_is_due_is_done_with_its_payload_and_logged(inside, kind, ask):
    done = []
    ask(kind(done.append), lead=7)

    assert work.run_due(now=NOW) == 1

    job = Job.objects.get()
    assert done == [{"lead": 7}]
    assert (job.state, job.finished_at, job.claim, job.lease_until) == (Job.State.DONE, NOW, None, None)
    assert outcomes() == [(1, "done")]


def test_what_is_not_due_yet_waits(inside, kind, ask):
    ask(kind(refuse(AssertionError)), due_at=NOW + timedelta(seconds=1))

    assert work.run_due(now=NOW) == 0


def test_what_nobody_took_is_tried_after_1_2_and_4_seconds_and_then_given_up(inside, kind, ask):
    ask(kind(refuse(TryAgain("busy"))))
    tries = []

    while not Job.objects.filter(state=Job.State.FAILED).exists():
        tries.append(Job.objects.get().due_at - NOW)
        inside.move_to(Job.objects.get().due_at)
        assert work.run_due(now=NOW + tries[-1]) == 1

    assert [t.total_seconds() for t in tries] == [0, 1, 3, 7]
    assert outcomes() == [(1, "retry"), (2, "retry"), (3, "retry"), (4, "failed")]
    assert DeliveryLog.objects.first().error == "busy"


def test_a_retry_wakes_a_worker_when_its_time_has_come(inside, kind, ask, monkeypatch, on_commit):
    woken = []
    monkeypatch.setattr(work, "wake", lambda clinic, after, queue: woken.append(after))
    ask(kind(refuse(TryAgain("busy"))))

    with on_commit(execute=True):
        work.run_due(now=NOW)

    assert woken == [1.0]


@pytest.mark.parametrize("error", [OperationalError("deadlock detected"), InterfaceError("connection closed")])
@pytest.mark.parametrize(("repeatable", "state"), [(True, Job.State.WAITING), (False, Job.State.UNKNOWN)])
def test_what_the_database_ended_is_tried_again_where_that_harms_nobody(
    inside, kind, ask, error, repeatable, state
):
    ask(kind(refuse(error), repeatable=repeatable))

    work.run_due(now=NOW)

    assert Job.objects.get().state == state


@pytest.mark.parametrize(
    ("error", "repeatable", "state"),
    [
        (GiveUp("no such number"), False, Job.State.FAILED),
        (OutcomeUnknown("no answer"), False, Job.State.UNKNOWN),
        (ZeroDivisionError(), False, Job.State.UNKNOWN),
        (ZeroDivisionError(), True, Job.State.FAILED),
    ],
)
def test_how_it_ended_is_written_down_and_nothing_is_sent_again(inside, kind, ask, error, repeatable, state):
    ask(kind(refuse(error), repeatable=repeatable))
    work.run_due(now=NOW)

    assert work.run_due(now=NOW + timedelta(days=1)) == 0

    assert Job.objects.get().state == state
    assert outcomes() == [(1, state)]


def test_a_kind_that_nobody_does_fails_and_says_so(inside, ask):
    ask("test.nobody")

    work.run_due(now=NOW)

    assert Job.objects.get().state == Job.State.FAILED
    assert "test.nobody" in DeliveryLog.objects.get().error


def test_a_fault_of_a_handler_does_not_stop_the_job_behind_it(inside, kind, ask):
    done = []
    ask(kind(refuse(ZeroDivisionError())), "first")
    ask(kind(done.append), "second", due_at=NOW + timedelta(microseconds=1))

    work.run_due(now=NOW + timedelta(seconds=1))

    assert done == [{}]


def test_an_error_text_of_any_length_fits_the_log(inside, kind, ask):
    ask(kind(refuse(GiveUp("x" * 5000))))

    work.run_due(now=NOW)

    assert len(DeliveryLog.objects.get().error) == 200


def test_an_answer_that_comes_after_the_lease_is_logged_and_changes_nothing(inside, kind, ask):
    ask(kind(refuse(AssertionError)))
    late = work.claim_due(now=NOW)[0]
    assert work.begin(late)
    settle_abandoned(now=NOW + work.LEASE * 2)

    work.record(late, DeliveryLog.Outcome.DONE)

    assert Job.objects.get().state == Job.State.UNKNOWN
    assert outcomes() == [(1, "unknown"), (1, "done")]


def test_a_job_that_was_given_to_somebody_else_is_neither_begun_nor_settled_by_the_first(inside, kind, ask):
    ask(kind(refuse(AssertionError)))
    first = work.claim_due(now=NOW)[0]
    settle_abandoned(now=NOW + work.LEASE * 2)
    second = work.claim_due(now=NOW + work.LEASE * 2)[0]

    assert not work.begin(first)
    work.record(first, DeliveryLog.Outcome.FAILED)

    assert Job.objects.get().claim == second.claim
    assert work.begin(second)


@pytest.mark.parametrize("change", [lambda log: log.update(outcome="failed"), lambda log: log.delete()])
def test_the_log_is_written_once_and_never_changed_by_the_product(inside, kind, ask, change):
    ask(kind(lambda payload: None))
    work.run_due(now=NOW)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        change(DeliveryLog.objects.all())


def test_the_claim_is_committed_and_no_transaction_is_open_while_the_outside_is_called(fresh_clinic, kind, ask):
    seen = []

    def look(payload):
        with connections["default"].copy().cursor() as elsewhere:
            elsewhere.execute(f'SELECT state, started_at IS NOT NULL FROM "{clinic.schema_name}".outbox_job')
            seen.append((*elsewhere.fetchone(), connections["default"].in_atomic_block))
            elsewhere.db.close()

    clinic = fresh_clinic()
    with clinic_context(clinic):
        ask(kind(look))
        work.run_due(now=NOW)

    assert seen == [(Job.State.CLAIMED, True, False)]
