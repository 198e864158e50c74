"""The composer's one door: what was written there goes once, however often it is sent (F:C2)."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Attachment, Channel, Conversation, Message
from comms.services.lengths import SUBJECT_MOST
from comms.services.links.making import Links
from comms.services.links.placing import placed
from comms.services.offering import Offer, offers, pages_of
from comms.services.refusals import Draft
from comms.services.starting import start
from comms.services.templates.checking import tidy_body
from comms.services.templates.rendering import Rendered
from comms.services.templates.writing import rendered_for
from comms.services.ways import OPEN, Way
from comms.services.windows import channel_window
from comms.services.writing import write
from crm.lib.errors import InvalidData
from leads.models import Lead
from tenants.staff.models import User


@dataclass(frozen=True)
class Written:
    """What stood in the composer. `token` was made with it: the same words with it again are the same message.
    `due_at` is for later; `template` the key of a TemplateText, which goes as it is filled for them where
    `as_template` or where nobody changed its words; `files` are stored already."""

    body: str = ""
    subject: str = ""
    token: uuid.UUID | None = None
    template: int | None = None
    as_template: bool = False
    due_at: datetime | None = None
    cancel_on_reply: bool = True
    files: Sequence[Attachment] = ()


@transaction.atomic
def answer(way: Way, lead: Lead | None, written: Written, *, by: User, now: datetime) -> Message:
    """Write by this way; a conversation that nobody began is begun. Raises as `write` and `start`."""
    conversation = way.conversation or start(lead.pk, way.channel, way.contact, by=by, now=now)
    links = Links()
    draft = _draft(way, lead, written, conversation, links, by=by, now=now)
    message = write(
        conversation.pk,
        draft,
        by=by,
        now=now,
        due_at=written.due_at,
        cancel_on_reply=written.cancel_on_reply if written.due_at else None,
        files=written.files,
        reference=_reference(written, conversation, by),
    )
    if message.body == tidy_body(draft.body):  # else it was written before, with links of its own
        links.keep(message)
    return message


def subject_of_answer(conversation: Conversation) -> str:
    """Their newest subject with "Re:", once, as every mail program writes it, as long as one of ours may be; empty
    when nobody named one."""
    named = conversation.messages.exclude(subject="").order_by("-at", "-pk").values_list("subject", flat=True)
    subject = named.first() or ""
    said = subject if not subject or subject[:3].lower() == "re:" else f"Re: {subject}"
    return said[:SUBJECT_MOST]


def _draft(
    way: Way,
    lead: Lead | None,
    written: Written,
    conversation: Conversation,
    links: Links,
    *,
    by: User,
    now: datetime,
) -> Draft:
    language = conversation.language or (lead.language if lead else "")
    every = offers(way, lead, language=language, by=by) if written.template else []
    chosen = next((one for one in every if one.text.pk == written.template), None)
    if chosen is None and written.as_template:
        raise _refused(_("This template is not offered any more. Choose another one."))
    is_whole = chosen and tidy_body(written.body) == tidy_body(chosen.rendered.body)
    if not (is_whole or written.as_template):
        pages = pages_of(chosen) if chosen else ()
        return Draft(body=placed(written.body, pages, conversation, links), subject=written.subject)
    if chosen.why_not:
        raise _refused(chosen.why_not)
    text = chosen.text
    rendered = rendered_for(conversation, text.template, by=by, language=text.language, shorten=links)
    is_open = way.state == OPEN and channel_window(conversation, written.due_at or now).is_open
    return _by_template(chosen, rendered, written, by_provider=not is_open)


def _by_template(offer: Offer, rendered: Rendered, written: Written, *, by_provider: bool) -> Draft:
    """As the provider's template where free text will be closed, or may be; else its words, which cost less."""
    template = offer.text.template
    by_provider = by_provider and template.channel == Channel.WHATSAPP and not written.files and bool(rendered.call)
    return Draft(
        body=rendered.body,
        subject=rendered.subject if written.as_template else written.subject,
        purpose=template.purpose,
        template_id=template.pk,
        template_call=dict(rendered.call) if by_provider else None,
    )


def _reference(written: Written, conversation: Conversation, by: User) -> uuid.UUID | None:
    """Nobody names a message of somebody else by it. Other words on the same page, after a way back, are another
    message: nothing that somebody wrote is dropped without a word."""
    if not written.token:
        return None
    words = hashlib.sha256(f"{tidy_body(written.body)}\0{written.subject}\0{written.template}".encode()).hexdigest()
    return uuid.uuid5(written.token, f"{conversation.pk}:{by.pk}:{words}")


def _refused(said: str) -> InvalidData:
    return InvalidData(said, fields={"template": [said]})
