"""Telling open lists that a lead arrived: a repeatable job, so a page hears of it even after Redis was away."""

from collections.abc import Mapping
from datetime import datetime

from redis.exceptions import RedisError

from leads.models import Lead
from tenants.live.publisher import publish
from tenants.outbox.handlers import TryAgain
from tenants.outbox.services.enqueue import enqueue

ANNOUNCE = "leads.announce"


def announce_later(lead: Lead, *, now: datetime) -> None:
    """Part of the transaction that made the lead."""
    enqueue(kind=ANNOUNCE, key=f"{ANNOUNCE}:{lead.pk}", payload={"lead_id": lead.pk}, due_at=now)


def announce(payload: Mapping[str, object]) -> None:
    try:
        publish("lead_created", {"lead_id": int(payload["lead_id"])})
    except RedisError as away:
        raise TryAgain(type(away).__name__) from away
