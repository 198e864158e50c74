"""Reading what came, in a worker: tried, tried again later, given up for people to look at (H:W3, W6)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, HouseError
from tenants.audit.services.record import record
from tenants.inbound.models import WebhookEvent
from tenants.inbound.readers import reader_of
from tenants.inbound.services.keeping import READ
from tenants.outbox.handlers import Ended
from tenants.outbox.models import DeliveryLog
from tenants.outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)

# After the first try that failed, the second, ...: then it is given up.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600, 6 * 3600))
# Tries in a row after which nobody could say how they ended: it took its worker with it (H:W6).
DEADLY = 3
ENDED_ITS_WORKER = "It ended the process that read it, three times."
NO_READER = "Nothing here reads what this provider says."


def read_event(payload: Mapping[str, object]) -> None:
    """The job: read one event, as often as its tries allow. An event that is read, or gone, is no work."""
    now = timezone.now()
    if event := _begin(payload, now=now):
        _try(event, now=now)


def ended(told: Ended) -> None:
    """Part of the transaction that gives the job up: nobody reads the event any more, so people see it (H:W6)."""
    event = (
        WebhookEvent.objects.select_for_update().filter(**told.payload, state=WebhookEvent.State.WAITING).first()
    )
    if event is not None and told.outcome == DeliveryLog.Outcome.FAILED:
        _end(event, WebhookEvent.State.DEAD, ENDED_ITS_WORKER, now=told.at)


@transaction.atomic
def _begin(payload: Mapping[str, object], *, now: datetime) -> WebhookEvent | None:
    """Count the try before it is made, so that one which kills its worker counts as well."""
    event = WebhookEvent.objects.select_for_update().filter(**payload, state=WebhookEvent.State.WAITING).first()
    if event is None:
        return None
    if event.unfinished >= DEADLY:
        _end(event, WebhookEvent.State.DEAD, ENDED_ITS_WORKER, now=now)
        return None
    event.attempts += 1
    event.unfinished += 1
    event.save(update_fields=["attempts", "unfinished"])
    return event


def _try(event: WebhookEvent, *, now: datetime) -> None:
    """What it says and that it was read are one transaction: a crash in it leaves neither."""
    try:
        with transaction.atomic():
            held = WebhookEvent.objects.select_for_update().get(pk=event.pk)
            if held.state != WebhookEvent.State.WAITING:
                return
            reader = reader_of(event.provider)
            if reader is None:
                _end(held, WebhookEvent.State.DEAD, NO_READER, now=now)
                return
            reader(held, now)
            _end(held, WebhookEvent.State.DONE, "", now=now)
    except Exception as broken:  # one event that nobody can read must not keep others waiting
        log.exception("inbound.read_failed", provider=event.provider, row=event.pk, attempt=event.attempts)
        _failed(event.pk, broken.detail if isinstance(broken, HouseError) else type(broken).__name__, now=now)


@transaction.atomic
def _failed(pk: int, why: str, *, now: datetime) -> None:
    event = WebhookEvent.objects.select_for_update().filter(pk=pk, state=WebhookEvent.State.WAITING).first()
    if event is None:
        return
    if event.attempts > len(WAITS):
        _end(event, WebhookEvent.State.DEAD, why, now=now)
        return
    event.error, event.unfinished = why[:200], 0
    event.save(update_fields=["error", "unfinished"])
    _ask(event, due_at=now + WAITS[event.attempts - 1])


def _end(event: WebhookEvent, state: str, error: str, *, now: datetime) -> None:
    event.state, event.error, event.ended_at, event.unfinished = state, error[:200], now, 0
    event.save(update_fields=["state", "error", "ended_at", "unfinished"])


def _ask(event: WebhookEvent, *, due_at: datetime) -> None:
    """Another job for the same event: the row is held, so there are never two. Its key is new each time."""
    asked = {"provider": event.provider, "event_id": event.event_id}
    enqueue(kind=READ, key=f"inbound:{event.pk}:{uuid4().hex}", payload=asked, due_at=due_at)


@transaction.atomic
def replay(pk: int, *, now: datetime) -> WebhookEvent:
    """Read an event once more that was given up, with all its tries. Raises Conflict for any other."""
    event = WebhookEvent.objects.select_for_update().get(pk=pk)
    if event.state != WebhookEvent.State.DEAD:
        raise Conflict(_("This event waits already, or was read."))
    event.state, event.attempts, event.ended_at = WebhookEvent.State.WAITING, 0, None
    event.save(update_fields=["state", "attempts", "ended_at"])
    record("inbound.replayed", event)
    _ask(event, due_at=now)
    return event
