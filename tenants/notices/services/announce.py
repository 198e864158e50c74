"""Telling open pages that there is something new behind somebody's bell: a repeatable job, ids only."""

import uuid
from collections.abc import Iterable, Mapping

from django.utils import timezone
from redis.exceptions import RedisError

from tenants.live.publisher import publish
from tenants.live.streams import ONLY
from tenants.outbox.handlers import TryAgain
from tenants.outbox.services.enqueue import enqueue

ANNOUNCE = "notices.announce"
EVENT = "notice"


def announce_later(user_ids: Iterable[int]) -> None:
    """Part of the transaction that wrote the notices, or read them on another page."""
    ids = sorted(user_ids)
    if ids:
        key = f"{ANNOUNCE}:{uuid.uuid4().hex}"
        enqueue(kind=ANNOUNCE, key=key, payload={"user_ids": ids}, due_at=timezone.now())


def announce(payload: Mapping[str, object]) -> None:
    try:
        for user_id in payload["user_ids"]:
            publish(EVENT, {ONLY: int(user_id)})
    except RedisError as away:
        raise TryAgain(type(away).__name__) from away
