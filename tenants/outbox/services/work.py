"""Claim, do, record: three steps, with a commit after the first, so that a crash is seen for what it is."""

import os
import socket
import time
import uuid
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from tenants.context import current_clinic
from tenants.models import Clinic
from tenants.outbox.handlers import (
    DELIVERY,
    Ended,
    GiveUp,
    OutcomeUnknown,
    TryAgain,
    closed_at,
    handler_of,
    kinds_while_suspended,
    of_queue,
    queue_of,
    queues,
)
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.models.job import JobQuerySet
from tenants.outbox.services.enqueue import SWEEP
from tenants.outbox.services.places import a_place, wake_others
from tenants.outbox.services.wake import wake
from tenants.services.due import pull_forward

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
# The database was away, or ended ours of two transactions that waited for each other: it kept nothing.
AWAY = (InterfaceError, OperationalError)
# Claimed at once: so few that all of them, at the slowest, end well before the worker's time limit (270 s).
BATCH = 10
# Seconds after which a run makes room for other clinics and is woken again (H:S15).
BUDGET = 1.0
SOON = 60.0  # seconds
CROSSED = timedelta(seconds=5)  # until a claim that the database ended is made again


def due_now(now: datetime, queue: str = DELIVERY) -> JobQuerySet:
    """The jobs that are due for the current clinic and may be done: of a suspended one, those that reach nobody
    outside; none that its owner says is closed."""
    jobs = Job.objects.due(now).filter(of_queue(queue))
    if current_clinic().state != Clinic.State.ACTIVE:
        jobs = jobs.filter(kind__in=kinds_while_suspended())
    for closed in closed_at(now, queue):
        jobs = jobs.exclude(closed)
    return jobs


@transaction.atomic
def claim_due(*, now: datetime, limit: int = BATCH, queue: str = DELIVERY) -> list[Job]:
    """Take what is due, oldest first, so that no other worker does; committed before anything is called."""
    jobs = list(due_now(now, queue).order_by("due_at", "created_at").select_for_update(skip_locked=True)[:limit])
    for job in jobs:
        job.state, job.claim, job.lease_until, job.started_at = (
            Job.State.CLAIMED,
            uuid.uuid4(),
            now + LEASE,
            None,
        )
    Job.objects.bulk_update(jobs, ["state", "claim", "lease_until", "started_at"])
    return jobs


def run_due(*, now: datetime, queue: str = DELIVERY) -> int:
    """Claim and do until nothing is due or BUDGET is spent; returns how many attempts were made.

    Nothing while as many workers as may are busy for this clinic, whatever their queue: whoever leaves looks
    whether something is left, in any of them.
    """
    with a_place() as has_place:
        made = _run(now, queue) if has_place else 0
    if has_place:
        wake_for_what_is_left()
        wake_others()
    return made


def wake_for_what_is_left() -> None:
    """For whoever leaves a place: jobs that are due, of any queue, may have found none."""
    now = timezone.now()
    for queue in queues():
        if due_now(now, queue).exists():
            wake(current_clinic(), queue=queue)


def _run(now: datetime, queue: str) -> int:
    made, end = 0, time.monotonic() + BUDGET
    while jobs := claim_due(now=now, queue=queue):
        made += _made(jobs, end)
        if time.monotonic() > end:
            break
    return made


def _made(jobs: list[Job], end: float) -> int:
    """Do each, whatever becomes of the others; what could not be written down of one is raised in the end. Once the
    time is over what has not begun waits again: an outside that is slow holds no place for long."""
    made, first = 0, None
    for place, job in enumerate(jobs):
        if made and time.monotonic() > end:
            _give_back(jobs[place:])
            break
        try:
            if begin(job):
                made += 1
                attempt(job)
        except Exception as broken:  # noqa: BLE001  raised below
            first = first or broken
    if first:
        raise first
    return made


def _give_back(jobs: list[Job]) -> None:
    claims = [job.claim for job in jobs]
    held = Job.objects.filter(claim__in=claims, state=Job.State.CLAIMED, started_at=None)
    held.filter(pk__in=[job.pk for job in jobs]).update(state=Job.State.WAITING, claim=None, lease_until=None)


def begin(job: Job) -> bool:
    """Renew the lease and count the attempt just before the call; False when it is not to be made: the claim ran
    out meanwhile, there is nothing left to do, or not yet. What breaks here is a try that failed; nothing has left.
    """
    now = timezone.now()
    try:
        ready = _asked(job, now)
    except AWAY:  # somebody held a row for too long: that is no try
        ready = now + CROSSED
    except Exception as broken:
        log.exception("outbox.handler_broke", kind=job.kind, job=str(job.pk))
        job.attempts += 1
        _again(job, broken, said=type(broken).__name__)
        return False
    if isinstance(ready, datetime):
        _held(job).update(state=Job.State.WAITING, claim=None, lease_until=None, due_at=ready)
        pull_forward(SWEEP, at=ready)
    job.attempts += 1
    return ready is True


@transaction.atomic
def _asked(job: Job, now: datetime) -> bool | datetime:
    """What the owner says, in the transaction that claims the attempt."""
    held, handler = _held(job), handler_of(job.kind)
    if not held.update(started_at=now, lease_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    ready = handler.ready(job.payload, now) if handler else True
    if ready is False:
        held.update(state=Job.State.DONE, claim=None, lease_until=None, finished_at=now)
    elif ready is not True:
        transaction.set_rollback(True)
    return ready


def _held(job: Job) -> JobQuerySet:
    """The row, as long as this claim has it."""
    return Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.CLAIMED)


def attempt(job: Job) -> None:
    """Call the outside, outside every transaction, and write down how it ended. Never raises for the job's sake."""
    handler = handler_of(job.kind)
    try:
        if handler is None:
            raise GiveUp(f"Nobody does jobs of the kind {job.kind}.")
        result = handler.do(job.payload)
    except TryAgain as refused:
        _again(job, refused)
    except GiveUp as refused:
        record(job, DeliveryLog.Outcome.FAILED, error=str(refused), cause=refused)
    except OutcomeUnknown as lost:
        record(job, DeliveryLog.Outcome.UNKNOWN, error=str(lost), cause=lost)
    except Exception as broken:
        repeatable = handler is not None and handler.repeatable
        if repeatable and isinstance(broken, AWAY):
            return _again(job, broken, said=type(broken).__name__)
        log.exception("outbox.handler_broke", kind=job.kind, job=str(job.pk))
        outcome = DeliveryLog.Outcome.FAILED if repeatable else DeliveryLog.Outcome.UNKNOWN
        record(job, outcome, error=type(broken).__name__, cause=broken)
    else:
        record(job, DeliveryLog.Outcome.DONE, result=result)


def _again(job: Job, cause: Exception, said: str = "") -> None:
    handler = handler_of(job.kind)
    wait = handler.wait(job.attempts, cause) if handler else None
    error = said or str(cause)
    if wait is None:
        return record(job, DeliveryLog.Outcome.FAILED, error=error, cause=cause)
    return record(job, DeliveryLog.Outcome.RETRY, error=error, cause=cause, wait=wait)


_STATE = {
    DeliveryLog.Outcome.DONE: Job.State.DONE,
    DeliveryLog.Outcome.RETRY: Job.State.WAITING,
    DeliveryLog.Outcome.FAILED: Job.State.FAILED,
    DeliveryLog.Outcome.UNKNOWN: Job.State.UNKNOWN,
}


@transaction.atomic
def record(
    job: Job,
    outcome: str,
    *,
    error: str = "",
    wait: timedelta = timedelta(),
    cause: Exception | None = None,
    result: object = None,
) -> None:
    """Write the outcome, if this claim still holds the job; a late answer of an expired claim is only told."""
    now = timezone.now()
    final: dict[str, object] = (
        {"finished_at": now} if outcome != DeliveryLog.Outcome.RETRY else {"due_at": now + wait}
    )
    final |= {"state": _STATE[outcome], "attempts": job.attempts}
    changed = _held(job).update(claim=None, lease_until=None, **final)
    if not changed:
        log.warning("outbox.late_answer", job=str(job.pk), outcome=outcome)
    DeliveryLog.objects.create(
        job_id=job.pk, attempt=job.attempts, outcome=outcome, error=error[:200], worker=worker_name(), at=now
    )
    if handler := handler_of(job.kind):
        handler.ended(Ended(job.payload, outcome, job.attempts, now, result, cause, late=not changed))
    if outcome == DeliveryLog.Outcome.RETRY:
        _come_again(wait, queue_of(job.kind))


def _come_again(wait: timedelta, queue: str) -> None:
    """By a wake-up when it is soon (at most 60 s, H:S4), by the sweep otherwise."""
    clinic, seconds = current_clinic(), wait.total_seconds()
    if seconds <= SOON:
        transaction.on_commit(lambda: wake(clinic, after=seconds, queue=queue))
    else:
        pull_forward(SWEEP, at=timezone.now() + wait)


def worker_name() -> str:
    """Host and process, for people who look for what went wrong."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]
