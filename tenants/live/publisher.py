"""Telling open pages that something happened. Ids only; each page asks for what it may see."""

from collections.abc import Mapping
from functools import lru_cache

import redis
from django.conf import settings

from crm.lib.redisurl import TIMEOUT
from tenants.context import current_clinic
from tenants.live.events import is_declared
from tenants.live.streams import KEPT, stream_of
from tenants.models import Clinic


def publish(event: str, ids: Mapping[str, int], *, clinic: Clinic | None = None) -> None:
    """Append to a clinic's stream, the current one's unless said; with streams.ONLY among the ids for that member
    of staff alone.

    Raises redis.RedisError when Redis is away.
    """
    if not is_declared(event):
        raise LookupError(f"Nobody said who may hear of {event}: declare it in apps.ready().")
    fields = {"event": event, **{name: str(value) for name, value in ids.items()}}
    stream = stream_of((clinic or current_clinic()).uuid)
    _client(settings.REDIS_URL).xadd(stream, fields, maxlen=KEPT, approximate=True)


@lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
