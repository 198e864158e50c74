"""A message as its carrier wants it: made from ids, inside the clinic, at the moment of sending (H:S16)."""

from collections.abc import Mapping

from comms.models import Attachment, Channel, Message
from comms.providers.base import File, Outgoing, TemplateCall, To
from comms.services.unsubscribing import unsubscribe_headers
from leads.models.consent import Purpose
from tenants.storage import PrivateStorage

FOLDER = "messages"


def outgoing(message: Message) -> Outgoing:
    """Raises OSError for a file that is not there any more."""
    conversation = message.conversation
    call = message.template_call
    template = None
    if call and conversation.channel == Channel.WHATSAPP:
        template = TemplateCall(call["name"], call["language"], tuple(call["values"]), tuple(call.get("names", ())))
    return Outgoing(
        reference=str(message.reference),
        to=To(conversation.kind, conversation.address, conversation.name),
        body=message.body,
        subject=message.subject,
        template=template,
        files=tuple(_file(one) for one in message.attachments.filter(state=Attachment.State.STORED)),
        message_id=message.provider_id,
        reply_to=tuple(part for part in message.in_reply_to.split() if part),
        headers=_headers(message),
    )


def _headers(message: Message) -> Mapping[str, str]:
    """A mail to many, or an offer, can be ended with one click (RFC 8058)."""
    is_for_many = message.batch is not None or message.purpose == Purpose.MARKETING
    is_mail = message.conversation.channel == Channel.MAIL
    return unsubscribe_headers(message.conversation) if is_mail and is_for_many else {}


def place_of(attachment: Attachment) -> str:
    """Where its bytes lie in the clinic's private storage."""
    return f"{FOLDER}/{attachment.pk}"


def _file(one: Attachment) -> File:
    with PrivateStorage().open(place_of(one)) as kept:
        return File(one.name, one.mime, kept.read())
