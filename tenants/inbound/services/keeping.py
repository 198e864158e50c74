"""Keeping what came before it is answered: once, whatever the provider repeats (H:W2, W4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tenants.inbound.models import WebhookEvent
from tenants.outbox.services.enqueue import enqueue
from tenants.services.rows import put
from tenants.services.together import together

READ = "inbound.read"


@dataclass(frozen=True)
class Came:
    """One event: `event_id` is the same for every repeat of it, of at most 150 signs."""

    provider: str
    event_id: str
    body: bytes
    about: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def keep(events: Iterable[Came], *, now: datetime) -> None:
    """Write them into the current clinic and have each read, all or none. Those that are there already change
    nothing, read or not. A job is kept longer than its event: by the day in its name one that comes again after it
    was forgotten is read, and forgotten, once more.

    The caller answers the provider after this returned, never before: whoever is not answered sends again.
    """
    with together():
        for one in events:
            put(WebhookEvent, _row(one, now), ignore_conflicts=True)
            asked = {"provider": one.provider, "event_id": one.event_id}
            key = f"inbound:{one.provider}:{one.event_id}:{now:%Y%m%d}"
            enqueue(kind=READ, key=key, payload=asked, due_at=now)


def _row(one: Came, now: datetime) -> dict[str, object]:
    kept = {"provider": one.provider, "event_id": one.event_id, "body": one.body, "about": dict(one.about)}
    return kept | {"received_at": now}
