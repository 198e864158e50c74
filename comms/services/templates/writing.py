"""A template is written to one conversation: chosen by language, filled, refused when something is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from comms.models import Attachment, Conversation, Message, Template
from comms.services.links.making import Links
from comms.services.placeholders.filling import Shorten
from comms.services.placeholders.known import STOP_LINK, missing_said
from comms.services.placeholders.values import Known
from comms.services.refusals import Draft
from comms.services.templates.choosing import plain, text_for
from comms.services.templates.rendering import Rendered, render
from comms.services.unsubscribing import stop_link
from comms.services.writing import write
from crm.lib.errors import InvalidData, NotThere
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User


@dataclass(frozen=True)
class Later:
    """When it goes, if not at once, and whether an answer cancels it."""

    due_at: datetime | None = None
    cancel_on_reply: bool | None = None


@transaction.atomic
def write_template(
    talk: int,
    template: int,
    *,
    by: User,
    now: datetime,
    language: str = "",
    later: Later = Later(),
    files: Sequence[Attachment] = (),
) -> Message:
    """As `write`, by a template in the patient's language, or the one given. Raises as `write`, and InvalidData for
    a place that nothing is known for."""
    conversation = Conversation.objects.visible_to(by).select_related("lead").filter(pk=talk).first()
    row = Template.objects.filter(pk=template, archived_at=None).first()
    if conversation is None or row is None or row.channel != conversation.channel:
        raise NotThere
    links = Links()
    rendered = rendered_for(conversation, row, by=by, language=language, shorten=links)
    if rendered.missing:
        said = missing_said(rendered.missing)
        raise InvalidData(said, fields={"body": [said]})
    draft = Draft(rendered.body, rendered.subject, row.purpose, row.pk, dict(rendered.call) or None)
    when = {"due_at": later.due_at, "cancel_on_reply": later.cancel_on_reply}
    message = write(talk, draft, by=by, now=now, files=files, **when)
    links.keep(message)
    return message


def rendered_for(
    conversation: Conversation, template: Template, *, by: User | None, language: str = "", shorten: Shorten
) -> Rendered:
    """As it would be sent, also where something is missing. Raises InvalidData when there is no text for them."""
    spoken = language or conversation.language or (conversation.lead.language if conversation.lead else "")
    texts = list(template.texts.all())
    text = text_for(texts, spoken, unknown=clinic_settings().language)
    if text is None or (language and text.language != plain(language)):
        raise InvalidData(_("The template has no text in their language, and none in English."))
    text.template = template
    values = Known([conversation.lead_id or 0], by=by).of(conversation.lead_id or 0, text.language)
    values[STOP_LINK] = stop_link(conversation)
    return render(text, values, shorten=shorten)
