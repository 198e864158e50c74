"""Having something done once more that was given up, or of which nobody knows: for people, never by itself."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tenants.context import current_clinic
from tenants.outbox.handlers import queue_of
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import SWEEP
from tenants.outbox.services.wake import wake
from tenants.services.due import pull_forward

ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.UNKNOWN)


def once_more(kind: str, keys: Collection[str], *, now: datetime) -> int:
    """The same jobs under the same keys, due at once; their attempts are counted on. How many that were.

    Part of the caller's transaction. A job that waits or is being done is left alone, so that a repeat changes
    nothing.
    """
    clinic, queue = current_clinic(), queue_of(kind)
    ended = Job.objects.filter(kind=kind, key__in=keys, state__in=ENDED)
    again = ended.update(state=Job.State.WAITING, due_at=now, finished_at=None)
    pull_forward(SWEEP, at=now)
    transaction.on_commit(lambda: wake(clinic, queue=queue))
    return again
