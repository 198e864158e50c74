"""All leads are scored by a new profile in the background: whatever stops it, it goes on where it was."""

import time
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from leads.models import Lead, Recalculation, ScoringProfile
from leads.services.scoring.active import profile_of
from leads.services.scoring.rescoring import rescore
from tenants.outbox.services.enqueue import enqueue
from tenants.staff.models import User

RECALCULATE = "leads.recalculate"
CHUNK = 1000
# Seconds after which a job makes room for others and is followed by the next: far below its lease.
BUDGET = 20.0


def begin_recalculation(profile: ScoringProfile, *, by: User, now: datetime) -> Recalculation:
    """Part of the transaction that made the profile. One that is at work begins anew, by the new profile."""
    row = Recalculation.objects.select_for_update().filter(finished_at=None).first() or Recalculation()
    row.profile, row.asked_at, row.asked_by_id = profile, now, by.pk
    row.leads, row.done, row.changed, row.after = Lead.objects.count(), 0, 0, 0
    row.save()
    _enqueue(row, now)
    return row


@transaction.atomic
def go_on(*, now: datetime) -> None:
    """Take up one that stopped, where it was. Where a job is at work on it another does no harm."""
    row = Recalculation.objects.filter(finished_at=None).first()
    if row is not None:
        _enqueue(row, now, again=now.isoformat())


def recalculate(payload: Mapping[str, object]) -> None:
    """The job: chunk after chunk, each in a transaction of its own. Done twice it finds that it was done."""
    end = time.monotonic() + BUDGET
    while next_chunk(int(payload["recalculation"]), now=timezone.now()):
        if time.monotonic() > end:
            _follow(int(payload["recalculation"]), now=timezone.now())
            return


@transaction.atomic
def next_chunk(pk: int, *, now: datetime) -> bool:
    """Score the next CHUNK leads, by key, and say how far it is; False when there are none left."""
    row = Recalculation.objects.select_for_update().filter(pk=pk, finished_at=None).first()
    if row is None:
        return False
    ids = list(Lead.objects.filter(pk__gt=row.after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not ids:
        row.finished_at = now
        row.save(update_fields=["finished_at"])
        return False
    row.changed += rescore(ids, now=now, profile=profile_of(row.profile_id), quietly=True)
    row.done, row.after = row.done + len(ids), ids[-1]
    row.save(update_fields=["changed", "done", "after"])
    return True


@transaction.atomic
def _follow(pk: int, *, now: datetime) -> None:
    row = Recalculation.objects.filter(pk=pk, finished_at=None).first()
    if row is not None:
        _enqueue(row, now)


def _enqueue(row: Recalculation, now: datetime, *, again: str = "") -> None:
    """Once for each time that it was asked for, and each place where it goes on."""
    begun = row.asked_at.isoformat()
    key = ":".join(filter(None, (RECALCULATE, str(row.pk), str(row.profile_id), begun, str(row.after), again)))
    enqueue(kind=RECALCULATE, key=key, payload={"recalculation": row.pk}, due_at=now)
