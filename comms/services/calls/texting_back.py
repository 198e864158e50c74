"""A word to who called and was not answered, when the clinic wants it: once, and never against a stop (F 3.1)."""

from datetime import datetime, timedelta

import structlog

from comms.models import Call, Channel, Conversation, Message, Template
from comms.services.calls.rules import call_rules
from comms.services.placeholders.values import Known
from comms.services.refusals import Draft
from comms.services.templates.choosing import text_for
from comms.services.templates.rendering import Rendered, render
from comms.services.writing import write
from crm.lib.errors import HouseError
from tenants.settings.services.clinic import clinic_settings

log = structlog.get_logger(__name__)
QUIET = timedelta(hours=12)  # who calls three times in a row is answered once


def text_back(call: Call, *, now: datetime) -> Message | None:
    """Part of the transaction that notes the missed call, which holds the lead. None: not wanted, not possible."""
    template = call_rules().text_back
    if template is None or template.archived_at or call.lead is None or not call.number:
        return None
    said = _rendered(call, template)
    if said is None or said.missing:
        return None
    fields = {"lead": call.lead, "channel": Channel.SMS, "last_at": now, "name": call.lead.full_name[:200]}
    whose = {"account": call.account, "kind": Conversation.Kind.PHONE, "address": call.number}
    conversation, _is_new = Conversation.objects.get_or_create(**whose, defaults=fields)
    if Message.objects.filter(conversation=conversation, template=template, at__gt=now - QUIET).exists():
        return None
    try:
        return write(conversation.pk, Draft(said.body, template_id=template.pk), by=None, now=now)
    except HouseError as refused:
        log.info("call.not_texted_back", call=call.pk, why=type(refused).__name__)
        return None


def _rendered(call: Call, template: Template) -> Rendered | None:
    language = call.lead.language
    text = text_for(template.texts.all(), language, unknown=clinic_settings().language)
    return render(text, Known([call.lead_id], by=None).of(call.lead_id, text.language)) if text else None
