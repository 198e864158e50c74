"""The door of this package: count one, or refuse."""

import math
from collections.abc import Sequence

import structlog
from django.conf import settings
from redis.exceptions import RedisError

from crm.lib.breaker import Breaker
from crm.lib.errors import TooMany
from crm.lib.ttl import TTLCache
from tenants.context import current_clinic
from tenants.models import Clinic
from tenants.rates import shared
from tenants.rates.alone import Alone
from tenants.rates.bucket import Bucket

log = structlog.get_logger(__name__)

# Seconds after a failure in which nobody of this process waits for Redis again, but one.
PAUSE = 1.0
# Seconds between two lines of the log about one clinic.
QUIET = 60.0
_redis = Breaker(pause=PAUSE)
# Half of each limit for all processes of this machine together (HOUSE 8, H:P4); how many it has, it is told.
_alone = Alone(0.5 / settings.WEB_WORKERS)
_said: TTLCache[None] = TTLCache(seconds=QUIET)


def spend(buckets: Sequence[Bucket], *, clinic: Clinic | None = None) -> None:
    """Count one in each of these buckets of the clinic (the current one unless it is named).

    Raises TooMany when one of them is full; then none has counted it. Never waits longer than TIMEOUT for Redis.
    """
    _spend(buckets, clinic or current_clinic())


def spend_on_platform(buckets: Sequence[Bucket]) -> None:
    """The same at the doors of the platform itself, where no clinic is."""
    _spend(buckets, None)


def _spend(buckets: Sequence[Bucket], whose: Clinic | None) -> None:
    keys = {bucket.key(whose): bucket for bucket in buckets}
    if not keys:
        return
    full = _take(keys)
    if full:
        key, wait = full
        _said.get_or(whose and whose.pk, lambda: _say(whose, keys[key]))
        raise TooMany(retry_after=math.ceil(wait))


def _take(keys: dict[str, Bucket]) -> tuple[str, float] | None:
    if not _redis.may_ask():
        return _alone.take(keys)
    try:
        full = shared.take(keys)
    except (RedisError, OSError) as away:
        if _redis.failed():
            log.warning("rates.redis_away", reason=type(away).__name__)
        return _alone.take(keys)
    _redis.answered()
    return full


def _say(clinic: Clinic | None, bucket: Bucket) -> None:
    named = {"clinic": clinic.schema_name} if clinic else {}
    log.warning("rates.too_many", **named, bucket=bucket.name, limit=bucket.limit)
