"""When a key was last used: exact to a minute, and never in the way of an arrival."""

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Q

from crm.lib.ttl import TTLCache
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import Key

log = structlog.get_logger(__name__)
EVERY = timedelta(minutes=1)
_noted: TTLCache[bool] = TTLCache(seconds=EVERY.total_seconds())


def used(key: Key, now: datetime) -> None:
    """Note that the key was used, at most once in EVERY by each process. Call it after the arrival's transaction.

    A row that somebody holds is left for the next time, and a database that is away is no reason to fail here.
    """
    _noted.get_or((key.clinic.pk, key.id), lambda: _note(key, now))


def _note(key: Key, now: datetime) -> bool:
    older = Q(last_used_at=None) | Q(last_used_at__lt=now - EVERY)
    try:
        with clinic_context(key.clinic), transaction.atomic():
            free = ApiKey.objects.filter(older, pk=key.id).select_for_update(skip_locked=True).values("pk")
            ApiKey.objects.filter(pk__in=free).update(last_used_at=now)
    except DatabaseError as away:
        log.warning("key.use_not_noted", kind=type(away).__name__)
    return True


def forget_uses() -> None:
    _noted.clear()
