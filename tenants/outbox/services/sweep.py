"""What a lost wake-up or a dead worker left behind (H:S1, S7)."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Min

from tenants.outbox.handlers import WAITS, handler_of
from tenants.outbox.models import DeliveryLog, Job
from tenants.outbox.services.enqueue import SWEEP
from tenants.outbox.services.work import record, run_due
from tenants.services.due import schedule

log = structlog.get_logger(__name__)

DIED = "The worker died before it could say how this ended."
BUSY, IDLE = timedelta(seconds=15), timedelta(minutes=5)


def sweep(*, now: datetime) -> int:
    """Settle abandoned claims, do what is due, say when to come again; returns the attempts made."""
    settle_abandoned(now=now)
    made = run_due(now=now)
    schedule(SWEEP, at=_next(now))
    return made


def settle_abandoned(*, now: datetime) -> int:
    """A worker died. What it had not begun, or may be done twice, waits again; any other job becomes unknown and
    stays so until a person decides (H:S2). A job that took a worker with it at four tries is given up.

    Each in a transaction of its own: one that cannot be settled keeps none of the others.
    """
    return sum(_settled(pk, now) for pk in Job.objects.abandoned(now).values_list("pk", flat=True))


def _settled(pk: UUID, now: datetime) -> bool:
    try:
        with transaction.atomic():
            job = Job.objects.abandoned(now).filter(pk=pk).select_for_update(skip_locked=True).first()
            if job is not None and job.started_at is None:  # no try was made: nobody has to hear of it
                Job.objects.filter(pk=pk).update(state=Job.State.WAITING, claim=None, lease_until=None)
            elif job is not None:
                record(job, _outcome_of(job), error=DIED)
    except Exception:
        log.exception("outbox.not_settled", job=str(pk))
        return False
    return job is not None


def _outcome_of(job: Job) -> str:
    handler = handler_of(job.kind)
    if handler is None or not handler.repeatable:
        return DeliveryLog.Outcome.UNKNOWN
    died = DeliveryLog.objects.filter(job=job, error=DIED).count()
    return DeliveryLog.Outcome.RETRY if died < len(WAITS) else DeliveryLog.Outcome.FAILED


def _next(now: datetime) -> datetime:
    """Soon while something is open, at its due time when that is known, seldom otherwise."""
    open_jobs = Job.objects.open().aggregate(due=Min("due_at"), lease=Min("lease_until"))
    moments = [moment for moment in open_jobs.values() if moment]
    return min(now + IDLE, max(now + BUSY, min(moments))) if moments else now + IDLE
