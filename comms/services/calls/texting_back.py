"""A word to who called and was not answered, when the clinic wants it: once, and never against a stop (F 3.1)."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from comms.models import Account, Call, Channel, Conversation, Message, Template
from comms.services.accounts import account_for
from comms.services.calls.rules import call_rules
from comms.services.placeholders.values import Known
from comms.services.refusals import Draft
from comms.services.templates.choosing import text_for
from comms.services.templates.rendering import Rendered, render
from comms.services.windows import channel_window
from comms.services.writing import write
from crm.lib.errors import HouseError
from tenants.settings.services.clinic import clinic_settings

log = structlog.get_logger(__name__)
QUIET = timedelta(hours=12)  # who calls three times in a row is answered once
# So many strangers in it: who calls from a thousand numbers costs the clinic no more.
STRANGERS, HOUR = 20, timedelta(hours=1)


def text_back(call: Call, *, now: datetime) -> Message | None:
    """Part of the transaction that notes the missed call, which holds the lead. None: not wanted, not possible."""
    template = call_rules().text_back
    if template is None or template.archived_at or not call.number or not (call.lead_id or call.arrival_id):
        return None
    try:
        with transaction.atomic():  # what is refused leaves no empty conversation
            return _write(call, template, now)
    except HouseError as refused:
        log.info("call.not_texted_back", call=call.pk, why=type(refused).__name__)
        return None


def _write(call: Call, template: Template, now: datetime) -> Message | None:
    said = _rendered(call, template)
    if said is None or said.missing:
        return None
    account = call.account if template.channel == Channel.SMS else account_for(template.channel)
    talk = _talk(call, account, now)
    if talk is None or _was_told(talk, template, now):
        return None
    return write(talk.pk, _draft(said, talk, template, now), by=None, now=now)


def _talk(call: Call, account: Account, now: datetime) -> Conversation | None:
    """With the number that called; None where it writes as somebody else."""
    name = call.lead.full_name[:200] if call.lead else ""
    fields = {"lead": call.lead, "arrival": None if call.lead else call.arrival, "name": name, "last_at": now}
    whose = {"account": account, "kind": Conversation.Kind.PHONE, "address": call.number}
    talk, _is_new = Conversation.objects.get_or_create(**whose, defaults={"channel": account.channel, **fields})
    return talk if talk.lead_id == call.lead_id else None


def _was_told(talk: Conversation, template: Template, now: datetime) -> bool:
    if talk.messages.filter(template=template, is_out=True, at__gt=now - QUIET).exists():
        return True
    strangers = Message.objects.filter(template=template, author=None, at__gt=now - HOUR, conversation__lead=None)
    return talk.lead_id is None and strangers.count() >= STRANGERS


def _draft(said: Rendered, talk: Conversation, template: Template, now: datetime) -> Draft:
    """In the provider's approved words where free text is closed, which it is to who never wrote."""
    call = None if channel_window(talk, now).is_open else dict(said.call)
    return Draft(said.body, purpose=template.purpose, template_id=template.pk, template_call=call)


def _rendered(call: Call, template: Template) -> Rendered | None:
    language = call.lead.language if call.lead else ""
    text = text_for(template.texts.all(), language, unknown=clinic_settings().language)
    known = [call.lead_id] if call.lead_id else []
    return render(text, Known(known, by=None).of(call.lead_id or 0, text.language)) if text else None
