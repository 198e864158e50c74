"""Telling open lists that a lead arrived: a repeatable job, so a page hears of it even after Redis was away."""

from collections.abc import Mapping
from datetime import datetime

from redis.exceptions import RedisError

from leads.models import Lead, LeadPayload
from tenants.live.publisher import publish
from tenants.outbox.handlers import TryAgain
from tenants.outbox.services.enqueue import enqueue

ANNOUNCE, ANNOUNCE_HELD = "leads.announce", "leads.announce_held"


def announce_later(lead: Lead, *, now: datetime) -> None:
    """Part of the transaction that made the lead."""
    enqueue(kind=ANNOUNCE, key=f"{ANNOUNCE}:{lead.pk}", payload={"lead_id": lead.pk}, due_at=now)


def announce_held_later(payload: LeadPayload, *, now: datetime) -> None:
    """Part of the transaction that stored an arrival outside the pipeline."""
    key = f"{ANNOUNCE_HELD}:{payload.pk}"
    enqueue(kind=ANNOUNCE_HELD, key=key, payload={"payload_id": payload.pk}, due_at=now)


def announce(payload: Mapping[str, object]) -> None:
    _say("lead_created", {"lead_id": int(payload["lead_id"])})


def announce_held(payload: Mapping[str, object]) -> None:
    _say("arrival_held", {"payload_id": int(payload["payload_id"])})


def _say(event: str, ids: Mapping[str, int]) -> None:
    try:
        publish(event, ids)
    except RedisError as away:
        raise TryAgain(type(away).__name__) from away
