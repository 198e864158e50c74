"""Telling colleagues and open lists that a lead arrived: a repeatable job, so a page hears of it even after Redis
was away."""

from collections.abc import Mapping
from datetime import datetime

from redis.exceptions import RedisError

from leads.models import Lead, LeadPayload
from leads.services.news.arrivals import tell_of_arrival
from tenants.live.publisher import publish
from tenants.outbox.handlers import TryAgain
from tenants.outbox.services.enqueue import enqueue

ANNOUNCE, ANNOUNCE_HELD = "leads.announce", "leads.announce_held"


def announce_later(lead: Lead, *, news: Mapping[str, object] | None = None, now: datetime) -> None:
    """Part of the transaction that made the lead; colleagues are told of `news` (leads.services.news)."""
    about = {"lead_id": lead.pk} | ({"news": dict(news)} if news else {})
    enqueue(kind=ANNOUNCE, key=f"{ANNOUNCE}:{lead.pk}", payload=about, due_at=now)


def announce_held_later(payload: LeadPayload, *, now: datetime) -> None:
    """Part of the transaction that stored an arrival outside the pipeline."""
    key = f"{ANNOUNCE_HELD}:{payload.pk}"
    enqueue(kind=ANNOUNCE_HELD, key=key, payload={"payload_id": payload.pk}, due_at=now)


def announce(payload: Mapping[str, object], *, now: datetime) -> None:
    """Colleagues first: they are told once, and whether Redis is there or not."""
    if news := payload.get("news"):
        tell_of_arrival(news, now=now)
    _say("lead_created", {"lead_id": int(payload["lead_id"])})


def announce_held(payload: Mapping[str, object]) -> None:
    _say("arrival_held", {"payload_id": int(payload["payload_id"])})


def _say(event: str, ids: Mapping[str, int]) -> None:
    try:
        publish(event, ids)
    except RedisError as away:
        raise TryAgain(type(away).__name__) from away
