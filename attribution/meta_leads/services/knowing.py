"""Somebody filled a form: known once by Meta's number, whoever tells of it first and however often (H:W2, W7)."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from attribution.meta_leads.models import Connection, InstantLead
from attribution.providers.meta_leads.reading import event_in
from tenants.inbound.models import WebhookEvent
from tenants.outbox.services.enqueue import enqueue_many
from tenants.services.due import pull_forward
from tenants.services.rows import put

FETCH = "meta_leads.fetch"
LOOK = "attribution.meta_leads.tasks.look_for_leads"
Way = InstantLead.Way


def read_event(event: WebhookEvent, now: datetime) -> None:
    """The reader of a kept webhook. A page that was taken away meanwhile is nobody's any more: nothing to do."""
    told = event_in(bytes(event.body), now=now)
    page = Connection.objects.filter(page_id=told.page_id).first() if told else None
    if told is None or page is None or told.is_ping:
        return
    if not told.leadgen_id:  # something is new, Meta does not say what
        Connection.objects.filter(pk=page.pk).update(next_look_at=now)
        pull_forward(LOOK, at=now)
        return
    know(page, [(told.leadgen_id, told.form_id, told.created_at)], way=Way.WEBHOOK, now=now)
    fetch_soon([told.leadgen_id], now=now)


def know(
    page: Connection,
    filled: Collection[tuple[str, str, datetime | None]],
    *,
    way: str,
    now: datetime,
) -> None:
    """A row for each (leadgen_id, form_id, when) that has none yet. Part of the caller's transaction."""
    rows = (
        {
            "leadgen_id": leadgen_id,
            "connection_id": page.pk,
            "form_id": form_id,
            "filled_at": filled_at,
            "told_by": way,
            "first_at": now,
        }
        for leadgen_id, form_id, filled_at in filled
        if leadgen_id.isascii() and leadgen_id.isdigit()
    )
    put(InstantLead, *rows, ignore_conflicts=True)


def fetch_soon(leadgen_ids: Collection[str], *, now: datetime, anew: bool = False) -> None:
    """A job for each that waits; `anew` for those whose job has ended. Part of the caller's transaction."""
    tail = f":{uuid4().hex}" if anew else ""
    enqueue_many(FETCH, {f"{FETCH}:{one}{tail}": {"leadgen_id": one} for one in leadgen_ids}, due_at=now)
