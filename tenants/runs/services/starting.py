"""Asking for work in the background, and asking it to end."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotThere, Unavailable
from crm.lib.redisurl import TIMEOUT
from tenants.audit.services.record import record
from tenants.context import current_clinic
from tenants.runs.models import Run
from tenants.runs.registry import kind_of
from tenants.runs.services.sweeping import SWEEP
from tenants.runs.services.waking import wake
from tenants.services.due import pull_forward
from tenants.staff.models import User

KEPT = timedelta(days=30)


def start(
    kind: str,
    *,
    by: User | None,
    about: Mapping[str, Any] | None = None,
    cursor: Mapping[str, Any] | None = None,
    total: int | None = None,
    key_id: int | None = None,
    now: datetime,
) -> Run:
    """Part of the transaction that decided on it; a worker is woken after the commit.

    `by` None is an API key's, with `key_id`, or the operator's. Raises KeyError for a kind that nobody registered.
    """
    door = Run.Door.STAFF if by else Run.Door.KEY if key_id else Run.Door.COMMAND
    run = Run(
        kind=kind,
        by=by,
        door=door,
        key_id=key_id,
        about=dict(about or {}),
        cursor=dict(cursor or {}),
        total=total,
        created_at=now,
        moved_at=now,
        expires_at=now + KEPT,
    )
    if kind_of(run) is None:
        raise KeyError(kind)
    run.save(force_insert=True)
    pull_forward(SWEEP, at=now)
    clinic = current_clinic()  # taken here: on_commit may run after the context has ended
    transaction.on_commit(lambda: wake(clinic, run.pk))
    return run


def demand_workers() -> None:
    """Raise Unavailable when nobody could be woken: for doors that promise 503 and not a row (F:I10)."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
    try:
        client.ping()
    except redis.RedisError as away:
        raise Unavailable(_("Work in the background is not possible now. Nothing was stored: try again.")) from away
    finally:
        client.close()


@transaction.atomic
def stop(run_id: uuid.UUID, *, by: User, now: datetime) -> Run:
    """Let it end after the piece that it is at; what was done stays. Raises NotThere, Conflict when it ended."""
    run = Run.objects.visible_to(by).filter(pk=run_id).first()
    if run is None:
        raise NotThere
    asked = Run.objects.open().filter(pk=run_id)
    if not asked.update(stop_asked_at=now):
        raise Conflict(_("This has ended already."))
    record("run.stopped", run, note=run.kind)
    run.refresh_from_db()
    return run
