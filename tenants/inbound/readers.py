"""Who reads what a provider told. A registry that the floors above fill in `apps.ready()`."""

from collections.abc import Callable
from datetime import datetime

from tenants.inbound.models import WebhookEvent

Reader = Callable[[WebhookEvent, datetime], None]
_readers: dict[str, Reader] = {}


def reads(provider: str, reader: Reader) -> None:
    """`reader(event, now)` is called in a transaction that also writes that the event was read: both or neither.

    It may be called again for the same event, and in any order (H:W3). Whatever it raises is a try that failed.
    """
    _readers[provider] = reader


def reader_of(provider: str) -> Reader | None:
    return _readers.get(provider)
