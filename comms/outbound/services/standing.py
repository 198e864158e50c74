"""A connector that is told too much or fails rests, for all workers; one that refuses our keys, is gone, or has
failed for days stands still until somebody acts, and the Admins hear of it (H:S14, W10)."""

from datetime import datetime, timedelta

from comms.outbound.models import Connector
from comms.outbound.services.hearing import forget_listeners
from comms.outbound.services.ladders import HOUR
from comms.providers.base import Refused, Trouble
from tenants.audit.services.record import record
from tenants.notices.services.notify import notify
from tenants.outbox.services.enqueue import SWEEP
from tenants.services.due import pull_forward
from tenants.staff.models import User

State = Connector.State
STOPPED = "system_stopped"
PLACE = "/admin/outbound/systems/"
PATIENCE = 5  # failures in a row before it rests
FIRST, LONGEST = 15.0, 600.0  # seconds that it rests then, and at most
GIVEN_UP = timedelta(days=5)
GONE, FAILING = "gone", "failing"
ITS_OWN = (Trouble.CONTENT, Trouble.ADDRESS)  # one delivery is refused; the next one may be taken


def worked(connector: Connector) -> None:
    if connector.failures or connector.failing_since or connector.paused_until:
        Connector.objects.filter(pk=connector.pk).update(failures=0, failing_since=None, paused_until=None)


def failed(pk: int, error: Exception | None, *, now: datetime) -> None:
    """Part of the transaction that records the attempt."""
    trouble = error.trouble if isinstance(error, Refused) else Trouble.TRANSIENT
    if trouble in ITS_OWN:
        return
    row = Connector.objects.select_for_update(no_key=True).get(pk=pk)
    row.failures += 1
    row.failing_since = row.failing_since or now
    row.paused_until = _rest(row, error, now)
    columns = {"failures": row.failures, "failing_since": row.failing_since, "paused_until": row.paused_until}
    Connector.objects.filter(pk=pk).update(**columns)
    if row.paused_until:
        pull_forward(SWEEP, at=row.paused_until)
    _stop_if_it_must(row, error, trouble, now)


def _rest(row: Connector, error: Exception | None, now: datetime) -> datetime | None:
    told = error.wait if isinstance(error, Refused) and error.trouble is Trouble.RATE else None
    beyond = row.failures - PATIENCE
    if told is None and beyond < 1:
        return row.paused_until
    rest = min(LONGEST, FIRST * 2 ** min(beyond - 1, 10)) if beyond > 0 else 0
    return now + timedelta(seconds=max(min(told or 0, HOUR.total_seconds()), rest))


def _stop_if_it_must(row: Connector, error: Exception | None, trouble: Trouble, now: datetime) -> None:
    if trouble.is_of_account and isinstance(error, Refused):
        stop(row, State.OFF if row.is_own else State.BROKEN, error.code, now=now)
    elif row.is_own and row.failing_since and now - row.failing_since >= GIVEN_UP:
        stop(row, State.OFF, FAILING, now=now)


def stop(row: Connector, state: str, code: str, *, now: datetime) -> None:
    """Nothing goes there any more: what waits, waits on. The first to notice tells the Admins."""
    if not Connector.objects.filter(pk=row.pk, state=State.OPEN).update(state=state, code=code[:40]):
        return
    forget_listeners()
    record("connector.stopped", row, changes={"state": (State.OPEN, state)}, note=code)
    notify(
        User.objects.admins(),
        STOPPED,
        about={"system": row.name},
        link=PLACE,
        key=f"{row.pk}:{now:%Y-%m-%d}",
    )


def open_up(row: Connector, *, now: datetime) -> None:
    """In use again, with a clean slate; what waited goes. Part of the caller's transaction."""
    row.state, row.code, row.failures = State.OPEN, "", 0
    row.failing_since = row.paused_until = None
    row.save()
    forget_listeners()
    pull_forward(SWEEP, at=now)
