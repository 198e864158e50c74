"""The composer's one door: what was written there goes once, however often it is sent (F:C2)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Attachment, Conversation, Message
from comms.services.offering import Offer, is_by_provider, offers
from comms.services.refusals import Draft
from comms.services.starting import start
from comms.services.ways import Way
from comms.services.writing import write
from crm.lib.errors import InvalidData
from leads.models import Lead
from tenants.staff.models import User


@dataclass(frozen=True)
class Written:
    """What stood in the composer. `token` was made with it: the same one again is the same message. `due_at` is for
    later; `template` the key of a TemplateText that goes as it is filled for them; `files` are stored already."""

    body: str = ""
    subject: str = ""
    token: uuid.UUID | None = None
    template: int | None = None
    due_at: datetime | None = None
    cancel_on_reply: bool = True
    files: Sequence[Attachment] = ()


@transaction.atomic
def answer(way: Way, lead: Lead | None, written: Written, *, by: User, now: datetime) -> Message:
    """Write by this way; a conversation that nobody began is begun. Raises as `write` and `start`."""
    conversation = way.conversation or start(lead.pk, way.channel, way.contact, by=by, now=now)
    draft = _draft(way, lead, written, conversation, by)
    return write(
        conversation.pk,
        draft,
        by=by,
        now=now,
        due_at=written.due_at,
        cancel_on_reply=written.cancel_on_reply if written.due_at else None,
        files=written.files,
        reference=_reference(written, conversation, by),
    )


def _draft(way: Way, lead: Lead | None, written: Written, conversation: Conversation, by: User) -> Draft:
    if written.template is None:
        return Draft(body=written.body, subject=written.subject)
    language = conversation.language or (lead.language if lead else "")
    every = offers(way, lead, language=language, by=by)
    chosen = next((one for one in every if one.text.pk == written.template), None)
    if chosen is None:
        raise _refused(_("This template is not offered any more. Choose another one."))
    if chosen.why_not:
        raise _refused(chosen.why_not)
    return _by_template(chosen, way)


def _by_template(offer: Offer, way: Way) -> Draft:
    rendered, template = offer.rendered, offer.text.template
    return Draft(
        body=rendered.body,
        subject=rendered.subject,
        purpose=template.purpose,
        template_id=template.pk,
        template_call=dict(rendered.call) if is_by_provider(offer, way) else None,
    )


def _reference(written: Written, conversation: Conversation, by: User) -> uuid.UUID | None:
    """Nobody names a message of somebody else by it."""
    return uuid.uuid5(written.token, f"{conversation.pk}:{by.pk}") if written.token else None


def _refused(said: str) -> InvalidData:
    return InvalidData(said, fields={"template": [said]})
