"""What stands in the way of a message: asked when it is written, and again by whoever claims it (H:S11, G7, G8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.models import Conversation, Message, TemplateText
from comms.services.windows import channel_window
from leads.models import Suppression
from leads.models.consent import Purpose
from leads.services.consent import Stop, StopsOf, agrees

# Ours, beside the codes of providers: what it is, and the way out.
STOPPED, NO_CONSENT, WINDOW, UNAPPROVED = "stopped", "no_consent", "window", "unapproved"
BOUNCED = "bounced"
LAST_WORD = "last_word"  # in Message.about
WORDS: Mapping[str, Any] = {
    STOPPED: _("They asked not to be written to this way."),
    BOUNCED: _("This address does not take messages."),
    NO_CONSENT: _("They have not agreed to offers, so this is not sent."),
    WINDOW: _("Free text is closed here. Choose an approved template."),
    UNAPPROVED: _("WhatsApp has not approved this template in this language."),
}


@dataclass(frozen=True)
class Draft:
    """What somebody wants to send. `template_call` is {"name", "language", "values", "names"} of an approved
    template. `is_last_word`: it confirms a stop, once, and is all that may still go (F 2b)."""

    body: str = ""
    subject: str = ""
    purpose: str = Purpose.CONTACT
    template_id: int | None = None
    template_call: Mapping[str, Any] | None = None
    is_last_word: bool = False


def why_not(conversation: Conversation, draft: Draft, *, now: datetime) -> str:
    """A key of WORDS, or nothing: it may go now."""
    if not draft.is_last_word and (stopped := _stopped(conversation, draft.purpose)):
        return stopped
    if draft.purpose == Purpose.MARKETING and not _agreed(conversation):
        return NO_CONSENT
    window = channel_window(conversation, now)
    if draft.template_call and window.takes_templates:
        return "" if _is_approved(draft) else UNAPPROVED
    return "" if window.is_open else WINDOW


def draft_of(message: Message) -> Draft:
    return Draft(
        body=message.body,
        subject=message.subject,
        purpose=message.purpose,
        template_id=message.template_id,
        template_call=message.template_call,
        is_last_word=LAST_WORD in message.about,
    )


def is_bounced(standing: Collection[Stop]) -> bool:
    """Whether all that stands in the way is that the address cannot be reached."""
    return bool(standing) and all(stop.reason == Suppression.Reason.BOUNCED for stop in standing)


def _stopped(conversation: Conversation, purpose: str) -> str:
    """Of the address that it would go to, or of the lead, whatever way they said it; nothing when neither is."""
    address, lead = (conversation.kind, conversation.address), conversation.lead_id
    stops = StopsOf([lead] if lead else [])
    standing = [stop for stop in stops.at([address]).get(address, ()) if stop.covers(conversation.channel, purpose)]
    if standing:
        return BOUNCED if is_bounced(standing) else STOPPED
    return STOPPED if stops.suppressed(conversation.channel, purpose) else ""


def _agreed(conversation: Conversation) -> bool:
    return conversation.lead is not None and agrees(conversation.lead, Purpose.MARKETING, conversation.channel)


def _is_approved(draft: Draft) -> bool:
    call = draft.template_call or {}
    texts = TemplateText.objects.filter(
        provider_name=call.get("name", ""), provider_language=call.get("language", "")
    )
    return texts.filter(approval=TemplateText.Approval.APPROVED).exists()
