"""How channels, kinds and states of messages look on a page (LOOK 2)."""

from datetime import datetime
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comms.models import Attachment, Conversation, Message
from comms.reasons import Reason, why_not_arrived
from comms.services.files.checking import BROKEN, SIZE, TYPE
from comms.services.files.fetching import GONE
from comms.services.files.kinds import HEIC, IMAGES
from comms.services.showing import REVOKED
from comms.services.thread import ICONS

register = template.Library()
State, Kind = Message.State, Message.Kind

STATE_ICONS = {
    State.QUEUED: "schedule_send",
    State.CLAIMED: "sync",
    State.ACCEPTED: "done",
    State.LOGGED: "done",
    State.DELIVERED: "done_all",
    State.READ: "done_all",
    State.FAILED: "error",
    State.UNKNOWN: "help",
    State.CANCELLED: "block",
}
KIND_ICONS = {
    Kind.IMAGE: "image",
    Kind.AUDIO: "mic",
    Kind.VIDEO: "videocam",
    Kind.DOCUMENT: "description",
    Kind.STICKER: "mood",
    Kind.LOCATION: "location_on",
    Kind.CONTACTS: "contacts",
    Kind.BUTTON: "touch_app",
    Kind.REACTION: "add_reaction",
    REVOKED: "undo",
}
NOT_KEPT = {
    TYPE: gettext_lazy("not kept: files of this kind are not taken"),
    SIZE: gettext_lazy("not kept: it is too large"),
    BROKEN: gettext_lazy("not kept: it cannot be read"),
    GONE: gettext_lazy("not kept: it could not be fetched"),
}


@register.filter
def channel_icon(channel: str) -> str:
    return ICONS.get(channel, "forum")


@register.filter
def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(kind, "chat_bubble")


@register.filter
def kind_word(kind: str) -> str:
    if kind == REVOKED:
        return _("Taken back")
    return str(Kind(kind).label) if kind in Kind.values else ""


@register.filter
def instead_said(message: Message) -> str:
    """What stands where there are no words to show."""
    if message.kind == Kind.REACTION:
        return _("Took a reaction back")
    told = message.about.get("type") if isinstance(message.about, dict) else ""
    return {
        "revoke": _("Took back a message that is not here"),
        "request_welcome": _("Opened the chat for the first time"),
    }.get(str(told)) or kind_word(message.kind)


@register.filter
def earlier_said(message: Message) -> list[str]:
    """The texts that stood there before, the newest of them first."""
    return [str(body) for _at, body in reversed(message.earlier)]


@register.filter
def state_icon(state: str) -> str:
    return STATE_ICONS.get(state, "")


@register.filter
def state_word(message: Message) -> str:
    """In small letters, as the end of a line."""
    words = {
        State.QUEUED: _("waits"),
        State.CLAIMED: _("being sent"),
        State.ACCEPTED: _("sent"),
        State.LOGGED: _("sent by hand"),
        State.DELIVERED: _("delivered"),
        State.READ: _("read"),
        State.CANCELLED: _("cancelled"),
    }
    return words.get(message.state, "")


@register.filter
def why(message: Message) -> Reason | None:
    return why_not_arrived(message)


@register.filter
def is_drawn(attachment: Attachment) -> bool:
    """Whether a browser shows it."""
    return attachment.state == Attachment.State.STORED and attachment.mime in IMAGES


@register.filter
def file_said(attachment: Attachment) -> str:
    """Its size, or what became of it."""
    if attachment.state == Attachment.State.STORED:
        size = filesizeformat(attachment.size)
        told = _("%(size)s. A photo that browsers do not show: save it and open it there.") % {"size": size}
        return told if attachment.mime == HEIC else size
    said = NOT_KEPT.get(attachment.refused_for) if attachment.state == Attachment.State.REFUSED else None
    return str(said or attachment.get_state_display())


@register.filter
def ad_said(message: Message) -> str:
    """The ad that it was written from, in its own words; nothing for none."""
    referral = message.referral if isinstance(message.referral, dict) else {}
    words = [str(referral.get(name) or "")[:200] for name in ("headline", "body")]
    said = " · ".join(word for word in words if word)
    return said or (_("an ad") if referral else "")


@register.filter
def about_said(message: Message) -> str:
    """What has no text: a place, contacts, a choice."""
    about: Any = message.about if isinstance(message.about, dict) else {}
    known = [str(about[name])[:200] for name in ("name", "address", "title", "emoji") if about.get(name)]
    if about.get("latitude") is not None and about.get("longitude") is not None:
        known.append(f"{about['latitude']}, {about['longitude']}"[:60])
    return " · ".join(known)


@register.filter
def address_in(pk: int, asked: Any) -> str:
    """The address of a conversation beside the list as it is."""
    return asked.of(pk)


@register.filter
def date_there(at: datetime) -> str:
    """The time on their wall: the filter of Django would turn it into the reader's."""
    return date_format(at.replace(tzinfo=None), "H:i")


@register.filter
def shown_as(conversation: Conversation) -> str:
    """Where answers go, as people write it: a number that is hidden is no use to anybody."""
    hidden = conversation.kind == Conversation.Kind.WHATSAPP
    return conversation.username or _("hides their number") if hidden else conversation.address
