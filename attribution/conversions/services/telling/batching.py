"""Lines that wait become batches, each a job of the outbox: one at a time for a platform, so that what happened
first is told first."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from attribution.conversions.models import Destination, Upload
from tenants.outbox.services.enqueue import enqueue

META, GOOGLE = "conversions.meta", "conversions.google"
KINDS = {Destination.Kind.META.value: META, Destination.Kind.GOOGLE.value: GOOGLE}
MOST = {META: 50, GOOGLE: 500}


@transaction.atomic
def next_batch(pk: int, *, now: datetime) -> int:
    """Put the oldest that wait into a batch and ask for its job; how many they are. None while another batch of the
    platform is under way, it rests, stands still or is off: two who come here at once wait for each other."""
    destination = Destination.objects.select_for_update(no_key=True).get(pk=pk)
    if not may_send(destination, now):
        return 0
    waiting = Upload.objects.filter(destination=destination).open()
    if waiting.filter(batch__isnull=False).exists():
        return 0
    job = KINDS[destination.kind]
    oldest = waiting.filter(state=Upload.State.WAITING).order_by("happened_at", "pk")
    rows = list(oldest.values_list("pk", flat=True)[: MOST[job]])
    if rows:
        batch = uuid4()
        Upload.objects.filter(pk__in=rows).update(batch=batch)
        enqueue(
            kind=job, key=f"{job}:{batch}", payload={"batch": str(batch), "platform": destination.kind}, due_at=now
        )
    return len(rows)


def may_send(destination: Destination, now: datetime) -> bool:
    resting = destination.rest_until is not None and destination.rest_until > now
    return destination.is_on and destination.state == Destination.State.WORKS and not resting


def give_back(batch: UUID) -> None:
    """They wait for another batch."""
    rows = Upload.objects.filter(batch=batch).open()
    rows.update(batch=None, state=Upload.State.WAITING, sent_at=None)
