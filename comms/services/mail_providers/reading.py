"""What a provider told, as our news: a mail as it would have come over IMAP, and what became of ours."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from anymail.signals import EventType, RejectReason

from comms.providers.base import News, Preference, Sender, Status, Trouble
from comms.providers.mail.bounces import code_in, trouble_of
from comms.services.mail_providers.known import KNOWN
from comms.services.mail_providers.raw import as_it_came
from comms.services.mail_providers.requests import request_of
from comms.services.mail_providers.tidying import tidied
from crm.lib.mail import mail_address

REFERENCE = "reference"  # among what a provider keeps with a mail of ours: our uuid
_UNASKED = {"webhook_signing_key": "-", "webhook_secret": "-"}  # whoever reads has checked at the door
_FAILED = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}
_STOPPED = {EventType.COMPLAINED, EventType.UNSUBSCRIBED}
_TROUBLES: Mapping[str | None, Trouble] = {
    RejectReason.INVALID: Trouble.ADDRESS,
    RejectReason.BOUNCED: Trouble.ADDRESS,
    RejectReason.TIMED_OUT: Trouble.UNREACHABLE,
    RejectReason.BLOCKED: Trouble.SENDER,
    RejectReason.SPAM: Trouble.SPAM,
    RejectReason.UNSUBSCRIBED: Trouble.OPTED_OUT,
}
_SOFT = {"SoftBounce"}  # Postmark's kinds of bounces that say nothing of the address


def mail_in(provider: str, body: bytes, content_type: str) -> bytes | None:
    """A patient's mail, whole; None for what is none. Raises whatever a body of no sense leads to."""
    request = request_of(body, content_type)
    if KNOWN[provider].tells_status(request):
        return None
    return as_it_came(request, _events(KNOWN[provider].inbound, tidied(request))[0].message)


def news_in(provider: str, body: bytes, content_type: str, *, now: datetime) -> Iterator[News]:
    """What became of mails of ours. Who opened what is not looked at."""
    request = request_of(body, content_type)
    for event in _events(KNOWN[provider].tracking, request):
        yield from _news(event, now)


def _events(view: type, request: Any) -> list[Any]:
    takes = {name: value for name, value in _UNASKED.items() if hasattr(view, name) or name == "webhook_secret"}
    return view(**takes).parse_events(request)


def _news(event: Any, now: datetime) -> Iterator[News]:
    at = event.timestamp or now
    address = mail_address(event.recipient or "")
    if event.event_type in _STOPPED and address:
        yield Preference("", Sender(email=address), wants=False, at=at)
    elif event.event_type in _FAILED:
        trouble, code = _why(event)
        yield _status(event, "failed", at, trouble=trouble, code=code)
    elif event.event_type == EventType.DELIVERED:
        yield _status(event, "delivered", at)


def _status(event: Any, state: str, at: datetime, **why: Any) -> Status:
    """By our uuid where they keep it; Postmark calls a mail by a name of its own."""
    reference = str((event.metadata or {}).get(REFERENCE, ""))
    return Status("", "" if reference else event.message_id or "", state, at, reference=reference, **why)


def _why(event: Any) -> tuple[Trouble, str]:
    """The mail server's own code first (RFC 3463)."""
    if code := code_in(str(event.mta_response or "")):
        return trouble_of(code), code
    if isinstance(event.esp_event, Mapping) and event.esp_event.get("Type") in _SOFT:
        return Trouble.UNREACHABLE, ""
    return _TROUBLES.get(event.reject_reason, Trouble.OTHER), ""
