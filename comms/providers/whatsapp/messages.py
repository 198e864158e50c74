"""One message of a patient on WhatsApp, of any type; a type that is new tomorrow is kept as it came."""

from collections.abc import Mapping
from datetime import datetime

from comms.providers.base import Incoming, Media, Sender
from comms.providers.whatsapp.people import People
from crm.lib.shapes import items, kept, mapping, moment, text

FILES = {"image", "video", "audio", "document", "sticker"}
_CHOICES = ("button_reply", "list_reply", "nfm_reply")
Message = Mapping[str, object]


def incoming(account: str, message: Message, people: People, now: datetime) -> Incoming | None:
    """None for one without an id: nothing tells it from another."""
    return _told(account, message, people.of(message.get("from"), message.get("from_user_id")), now)


def echoed(account: str, message: Message, people: People, ours: object, now: datetime) -> Incoming | None:
    """As `incoming`, of one that left: its sender is whom it went to. Samples of what was taken back have both ends
    the other way round, so whichever is not `ours` is theirs."""
    theirs = message.get("from") if ours and message.get("to") == ours else message.get("to")
    return _told(account, message, people.of(theirs, message.get("to_user_id")), now)


def _told(account: str, message: Message, sender: Sender, now: datetime) -> Incoming | None:
    provider_id, kind = text(message.get("id"), 200), text(message.get("type"), 40) or "unknown"
    if not provider_id:
        return None
    said = mapping(mapping(message.get("edit")).get("message")) if kind == "edit" else message
    said_kind = text(said.get("type"), 40) or kind
    return Incoming(
        account,
        provider_id,
        sender,
        moment(message.get("timestamp"), now),
        kind=kind,
        body=_body(said_kind, said),
        media=_media(said_kind, said),
        reply_to=_answered(kind, message),
        referral=mapping(kept(mapping(message.get("referral")))),
        about=_about(said_kind, said),
    )


def _body(kind: str, message: Message) -> str:
    """What people read of it."""
    part = mapping(message.get(kind))
    if kind == "text":
        return text(part.get("body"))
    if kind in FILES:
        return text(part.get("caption"))
    if kind == "reaction":
        return text(part.get("emoji"), 40)
    if kind == "interactive":
        choice = _choice(part)
        return text(choice.get("title")) or text(choice.get("body"))
    if kind == "location":
        return ", ".join(filter(None, (text(part.get("name"), 500), text(part.get("address"), 1000))))
    if kind == "contacts":
        names = (mapping(one.get("name")) for one in items(message.get("contacts")))
        return ", ".join(filter(None, (text(name.get("formatted_name"), 200) for name in names)))
    return text(part.get("text")) or text(part.get("body"))


def _media(kind: str, message: Message) -> tuple[Media, ...]:
    part = mapping(message.get(kind))
    if kind not in FILES or not part:
        return ()
    return (
        Media(
            media_id=text(part.get("id"), 200),
            url=text(part.get("url"), 2000),
            mime=text(part.get("mime_type"), 100).partition(";")[0].strip().lower(),
            name=text(part.get("filename"), 240),
            sha256=text(part.get("sha256"), 100),
        ),
    )


def _answered(kind: str, message: Message) -> tuple[str, ...]:
    """The message that it quotes, reacts to, changes or takes back."""
    part = mapping(message.get(kind))
    named = part.get("message_id") if kind == "reaction" else part.get("original_message_id")
    quoted = mapping(message.get("context")).get("id")
    return tuple(dict.fromkeys(filter(None, (text(named, 200), text(quoted, 200)))))


def _about(kind: str, message: Message) -> Mapping[str, object]:
    """What has no text: a place, a choice, why it cannot be shown; of a type that we do not know all of it."""
    if kind == "text" or (kind in FILES and not mapping(message.get(kind)).get("voice")):
        return {}
    if kind == "audio":
        return {"voice": True}
    if kind == "interactive":
        return mapping(kept(_choice(mapping(message.get(kind)))))
    about = {"said": kept(message.get(kind))} if message.get(kind) else {}
    return about | ({"errors": kept(message.get("errors"))} if message.get("errors") else {})


def _choice(part: Message) -> Message:
    return next((mapping(part.get(name)) for name in _CHOICES if part.get(name)), {})
