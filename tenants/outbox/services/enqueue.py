"""Asking for something to happen, as part of the transaction that is its cause."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tenants.context import current_clinic
from tenants.outbox.handlers import queue_of
from tenants.outbox.models import Job
from tenants.outbox.services.wake import wake
from tenants.services.due import pull_forward
from tenants.services.rows import put

SWEEP = "tenants.outbox.tasks.sweep_jobs"


def enqueue(*, kind: str, key: str, payload: Mapping[str, object], due_at: datetime) -> None:
    """Write the job, once for a key, and wake a worker after the commit. A key that exists changes nothing.

    A lost wake-up costs the sweep's interval plus due.SLACK, never the job; sweep.IDLE when a sweep was just
    then saying when it comes next.
    """
    enqueue_many(kind, {key: payload}, due_at=due_at)


def enqueue_many(kind: str, payloads: Mapping[str, Mapping[str, object]], *, due_at: datetime) -> None:
    """The same for several jobs by their keys, in as many statements as for one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A job belongs to the transaction of its cause: open one first.")
    clinic = current_clinic()  # taken here: on_commit may run after the context has ended
    about = {"kind": kind, "due_at": due_at}
    jobs = ({**about, "key": key, "payload": dict(payload)} for key, payload in payloads.items())
    put(Job, *jobs, ignore_conflicts=True)
    pull_forward(SWEEP, at=due_at)
    transaction.on_commit(lambda: wake(clinic, queue=queue_of(kind)))
