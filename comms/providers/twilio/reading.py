"""What Twilio's webhooks say (INTEGRATIONS 5.2), as values of comms.providers.base. Any form has an answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs

from comms.providers.base import CallNews, Incoming, Media, News, Sender, Status
from comms.providers.twilio.client import REFERENCE
from comms.providers.twilio.errors import trouble_of
from crm.lib.parts import event_id, hash_of
from crm.lib.shapes import believed, number, phone, storable, text

# What became of a message, as we say it: until a network answered it is with Twilio.
STATES = dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), "accepted") | {
    **dict.fromkeys(("failed", "undelivered", "canceled"), "failed"),
    "delivered": "delivered",
    "read": "read",
}
OPT_OUT = "opt_out"  # in `about`: STOP, START or HELP, which Twilio has answered already
FIELDS, MEDIA = 200, 10  # of a form, and files of one message
# Callers who hide their number are numbers that spell it: ANONYMOUS, RESTRICTED, BLOCKED, UNAVAILABLE.
_HIDDEN = {"+266696687", "+7378742833", "+2562533", "+86282452253"}


def fields_in(body: bytes) -> dict[str, str]:
    """The form, the first value of each field; empty for what is no form."""
    try:
        found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        return {}
    return {storable(name): storable(values[0]) for name, values in found.items()}


def event_of(body: bytes) -> str:
    """What a repeat of the same news is called, too. A form without ids is known by its bytes."""
    said = fields_in(body)
    if sid := said.get("RecordingSid", ""):
        return event_id("recording", sid, said.get("RecordingStatus", ""))
    if sid := said.get("CallSid", ""):
        return event_id("call", sid, said.get("SequenceNumber", ""), said.get("CallStatus", ""))
    if (sid := _sid(said)) and _status_in(said):
        return event_id("status", sid, _status_in(said), said.get("ErrorCode", ""))
    return event_id("message", _sid(said)) if _sid(said) else event_id("form", hash_of(body))


def accounts_in(body: bytes) -> tuple[str, ...]:
    """The clinic's number and account that it is about, the number first."""
    said = fields_in(body)
    return tuple(dict.fromkeys(filter(None, (_ours(said), said.get("AccountSid", "")[:40]))))


def read(body: bytes, *, now: datetime, query: str = "") -> tuple[News, ...]:
    """What one form tells: a message, a status, or a call. `query` is of the address that it was posted to."""
    said = fields_in(body)
    if said.get("RecordingSid"):
        return (_recording(said, now),)
    if said.get("CallSid"):
        return (_call(said, now),)
    if not _sid(said):
        return ()
    if state := STATES.get(_status_in(said)):
        return (_status(said, state, now, query),)
    return () if _status_in(said) else (_message(said, now),)


def _message(said: Mapping[str, str], now: datetime) -> Incoming:
    many = min(number(said.get("NumMedia", "")) or 0, MEDIA)
    asked = said.get("OptOutType", "").upper()[:20]
    return Incoming(
        _ours(said),
        _sid(said),
        _sender(said),
        now,
        kind="media" if many else "text",
        body=text(said.get("Body", "")),
        media=tuple(_media(said, place) for place in range(many) if said.get(f"MediaUrl{place}")),
        about={OPT_OUT: asked} if asked else {},
    )


def _media(said: Mapping[str, str], place: int) -> Media:
    url, mime = said.get(f"MediaUrl{place}", ""), said.get(f"MediaContentType{place}", "")
    return Media(media_id=url.rpartition("/")[2][:200], url=url[:2000], mime=mime[:100].lower())


def _sender(said: Mapping[str, str]) -> Sender:
    """A number, WhatsApp's id when it came that way, or a name that nobody can answer ("INFOBANK")."""
    who = said.get("From", "")
    user_id = said.get("ExternalUserId", "").removeprefix("whatsapp:")
    address = who.removeprefix("whatsapp:")
    if found := visible(address):
        return Sender(phone=found, user_id=user_id[:128], name=said.get("ProfileName", "")[:200])
    if who.startswith("whatsapp:"):
        return Sender(user_id=(user_id or address)[:128], name=said.get("ProfileName", "")[:200])
    return Sender(name="" if phone(address) else address[:200])


def visible(caller: str) -> str:
    """E.164 of who calls or writes; empty for whoever hides it and for what is no number."""
    found = phone(caller)
    return "" if found in _HIDDEN else found


def _status(said: Mapping[str, str], state: str, now: datetime, query: str) -> Status:
    code = said.get("ErrorCode", "")[:40] if state == "failed" else ""
    reference = parse_qs(query).get(REFERENCE, [""])[0][:64]
    trouble = trouble_of(code) if code else None
    return Status(_ours(said), _sid(said), state, now, storable(reference), trouble, code)


def _call(said: Mapping[str, str], now: datetime) -> CallNews:
    return CallNews(
        _ours(said),
        said["CallSid"][:200],
        said.get("CallStatus", "")[:20].lower(),
        _moment(said.get("Timestamp", ""), now),
        sequence=number(said.get("SequenceNumber", "")) or 0,
        direction="outbound" if _leaves(said) else "inbound",
        caller=_leg(said.get("From", "")),
        called=_leg(said.get("To", "")),
        seconds=number(said.get("CallDuration", "")),
        parent_id=said.get("ParentCallSid", "")[:200],
        code=_code(said),
    )


def _recording(said: Mapping[str, str], now: datetime) -> CallNews:
    """It comes before or after the end of its call, so it says nothing of the call's state."""
    return CallNews(
        _ours(said),
        said.get("CallSid", "")[:200],
        "",
        _moment(said.get("RecordingStartTime", ""), now),
        recording_id=said["RecordingSid"][:200] if said.get("RecordingStatus", "completed") == "completed" else "",
        recording_seconds=number(said.get("RecordingDuration", "")),
        code=_code(said),
    )


def _code(said: Mapping[str, str]) -> str:
    code = said.get("ErrorCode", "")[:40]
    return "" if code == "0" else code


def _leg(who: str) -> str:
    """A number, or the softphone of somebody of ours ("client:.."), whose name Twilio vouches for."""
    return who[:120] if who.startswith("client:") else visible(who)


def _ours(said: Mapping[str, str]) -> str:
    """Our number; the account where we have none in it, as in a call that begins in somebody's softphone."""
    ours = said.get("From" if _leaves(said) else "To", "")
    return phone(ours.removeprefix("whatsapp:")) or said.get("AccountSid", "")[:40]


def _leaves(said: Mapping[str, str]) -> bool:
    from_us = said.get("Direction", "").startswith("outbound") or said.get("From", "").startswith("client:")
    return from_us or bool(_status_in(said))


def _sid(said: Mapping[str, str]) -> str:
    return (said.get("MessageSid") or said.get("SmsMessageSid") or said.get("SmsSid", ""))[:200]


def _status_in(said: Mapping[str, str]) -> str:
    """Empty for a message of a patient, whose state is "received"."""
    state = (said.get("MessageStatus") or said.get("SmsStatus", "")).lower()
    return "" if state in {"received", "receiving"} else state[:20]


def _moment(written: str, now: datetime) -> datetime:
    """RFC 2822, as of calls; `now` for anything else."""
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return now
    return believed(at if at.tzinfo else at.replace(tzinfo=UTC), now)
