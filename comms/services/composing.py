"""A message as its carrier wants it: made from ids, inside the clinic, at the moment of sending (H:S16)."""

from collections.abc import Mapping
from typing import Any

from comms.models import Attachment, Channel, Message
from comms.providers.base import File, Outgoing, TemplateCall, To
from comms.public.words import FALLBACK, all_words
from comms.services.language import guessed
from comms.services.letters import page
from comms.services.unsubscribing import stop_link, unsubscribe_headers
from leads.models.consent import Purpose
from tenants.context import current_clinic
from tenants.services.hosts import address_of
from tenants.storage import PrivateStorage

FOLDER = "messages"


def outgoing(message: Message) -> Outgoing:
    """Raises OSError for a file that is not there any more."""
    conversation = message.conversation
    call = message.template_call
    template = None
    if call and conversation.channel == Channel.WHATSAPP:
        template = TemplateCall(call["name"], call["language"], tuple(call["values"]), tuple(call.get("names", ())))
    letter = _as_mail(message) if conversation.channel == Channel.MAIL else {"body": message.body}
    return Outgoing(
        reference=str(message.reference),
        to=To(conversation.kind, conversation.address, conversation.name),
        subject=message.subject,
        template=template,
        files=tuple(_file(one) for one in message.attachments.filter(state=Attachment.State.STORED)),
        message_id=message.provider_id,
        reply_to=tuple(part for part in message.in_reply_to.split() if part),
        **letter,
    )


def _as_mail(message: Message) -> Mapping[str, Any]:
    """Its words as text and in HTML. A mail to many, or an offer, can be ended with one click (RFC 8058), and says
    where, unless its own words do."""
    own, ending, headers = address_of(current_clinic()), "", {}
    if message.batch is not None or message.purpose == Purpose.MARKETING:
        link = stop_link(message.conversation, own)
        headers = unsubscribe_headers(link)
        ending = "" if link in message.body else _ending(message.conversation.language, link)
    html = page(message.body, own, subject=message.subject, language=guessed(message.body), ending=ending)
    body = f"{message.body}\n\n-- \n{ending}" if ending else message.body
    return {"body": body, "html": html, "headers": headers}


def _ending(language: str, link: str) -> str:
    words = all_words().get(language) or all_words()[FALLBACK]
    return f"{words['button']}: {link}"


def place_of(attachment: Attachment) -> str:
    """Where its bytes lie in the clinic's private storage."""
    return f"{FOLDER}/{attachment.pk}"


def _file(one: Attachment) -> File:
    with PrivateStorage().open(place_of(one)) as kept:
        return File(one.name, one.mime, kept.read())
