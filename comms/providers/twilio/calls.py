"""Calls and their recordings (INTEGRATIONS 5.1)."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from comms.providers.asking import OK, handing_over
from comms.providers.base import Receipt, Refused, Trouble
from comms.providers.twilio.client import Twilio, receipt
from comms.providers.twilio.errors import refusal
from crm.lib.errors import ProviderError
from crm.lib.http import delete, get, is_safe

EVENTS = ("initiated", "ringing", "answered", "completed")
GONE = 404
ELSEWHERE = {301, 302, 303, 307, 308}
FILES = ("twiliocdn.com", "s3-external-1.amazonaws.com")
MOST = 100 * 1024 * 1024  # bytes: some three hours
_RECORDING = re.compile(r"RE[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class CallOrder:
    """Ring `to` first, the agent: E.164, or "client:..." for the softphone. `twiml` says what happens once somebody
    answers, `status_url` is told of each step, `timeout` is how long it rings, in seconds."""

    to: str
    caller: str
    twiml: str
    status_url: str = ""
    timeout: int = 25


def start_call(account: Twilio, order: CallOrder) -> Receipt:
    """Begin to ring. Raises as Twilio.send does."""
    fields: dict[str, str | list[str]] = {
        "To": order.to,
        "From": order.caller,
        "Twiml": order.twiml,
        "Timeout": str(order.timeout),
    }
    if order.status_url:
        fields |= {"StatusCallback": order.status_url, "StatusCallbackEvent": list(EVENTS)}
    with handing_over():
        return receipt(account.post("Calls.json", fields))


def fetch_recording(account: Twilio, recording_id: str, *, most: int = MOST) -> bytes:
    """The sound as MP3. Its address is ours: what a webhook names is never asked with the account's key."""
    reply = get(
        _address(account, recording_id, ".mp3"), seconds=account.seconds * 6, most=most, headers=account.key()
    )
    if reply.status not in OK:
        raise refusal(reply)
    return reply.body


def delete_recording(account: Twilio, recording_id: str) -> None:
    """For good. One that is gone already is no error."""
    reply = delete(_address(account, recording_id, ".json"), seconds=account.seconds, headers=account.key())
    if reply.status not in OK and reply.status != GONE:
        raise refusal(reply)


def fetch_file(account: Twilio, url: str, *, most: int) -> bytes:
    """A picture that came with an SMS. Raises ProviderError for an address that is not the account's at Twilio.

    Twilio leads on to where its files lie, by an address that is signed: the key does not travel there.
    """
    if not url.startswith(account.url("Messages/")) or ".." in url:
        raise ProviderError("a file that is not at Twilio's", permanent=True)
    reply = get(url, seconds=account.seconds * 6, most=most, headers=account.key())
    if reply.status in ELSEWHERE and lies_at_theirs(reply.leads_to):
        reply = get(reply.leads_to, seconds=account.seconds * 6, most=most)
    if reply.status not in OK:
        raise refusal(reply)
    return reply.body


def lies_at_theirs(url: str) -> bool:
    host = urlsplit(url).hostname or "" if is_safe(url) else ""
    return any(host == one or host.endswith(f".{one}") for one in FILES)


def _address(account: Twilio, recording_id: str, kind: str) -> str:
    if not _RECORDING.fullmatch(recording_id):
        raise Refused(Trouble.OTHER, code="recording")
    return account.url(f"Recordings/{recording_id}{kind}")
