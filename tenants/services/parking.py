"""What arrives for nobody we know is kept for 30 days, unreadable in the table (HOUSE 9)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from crm.lib import secretbox
from tenants.context import platform_schema
from tenants.models import ParkedEvent

KEPT = timedelta(days=30)
LONGEST_ACCOUNT = 80
AT_ONCE = 1000
SHOWN = 100_000  # bytes of a body that a page shows


def park(*, source: str, reason: str, body: bytes = b"", account: str = "", now: datetime) -> ParkedEvent:
    """Keep an event without an owner. `reason` is a sentence of ours, never of the sender's. Whoever connects
    `account` one day takes it; without one nobody does."""
    locked = secretbox.lock(body, settings.FIELD_ENCRYPTION_KEYS, owner="platform") if body else b""
    with platform_schema():
        return ParkedEvent.objects.create(
            source=source[:40],
            reason=reason[:200],
            body=locked,
            account=account if len(account) <= LONGEST_ACCOUNT else "",
            arrived_at=now,
            expires_at=now + KEPT,
        )


def take_parked(source: str, account: str) -> list[bytes]:
    """What waited for this account, the oldest first, once: it is not parked any more. Of very many the first.
    Part of the caller's transaction, in which it finds its place."""
    with platform_schema():
        waiting = ParkedEvent.objects.select_for_update().filter(source=source, account=account)
        rows = list(waiting.order_by("arrived_at", "pk")[:AT_ONCE]) if account else []
        ParkedEvent.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [body for row in rows if (body := _read(row))]


def _read(row: ParkedEvent) -> bytes:
    try:
        return read_parked(row)
    except secretbox.InvalidToken:
        return b""


def read_parked(event: ParkedEvent) -> bytes:
    """The body as it arrived. Raises secretbox.InvalidToken when no key of the ring fits."""
    return (
        secretbox.unlock(bytes(event.body), settings.FIELD_ENCRYPTION_KEYS, owner="platform") if event.body else b""
    )


def body_for_people(event: ParkedEvent) -> str | None:
    """The body as text, cut at SHOWN; None when no key of ours opens it any more. The trail says who looked."""
    from tenants.audit.services.record import record

    record("parked.read", event)
    try:
        return read_parked(event)[:SHOWN].decode("utf-8", "replace").replace("\0", "\ufffd")
    except secretbox.InvalidToken:
        return None


def unclaimed(now: datetime) -> QuerySet[ParkedEvent]:
    """What nobody claimed in time."""
    return ParkedEvent.objects.filter(expires_at__lte=now)
