"""What somebody sent by their own WhatsApp, and told us: noted, never called delivered (F:C8)."""

from datetime import datetime, timedelta

from django.db import transaction

from comms.models import Account, Channel, Conversation, Message
from comms.services import live
from comms.services.holding import hold_conversation
from comms.services.personal_whatsapp import whatsapp_link
from comms.services.refusals import STOPPED, WORDS
from comms.services.showing import show
from comms.services.templates.checking import tidy_body
from comms.services.writing import may_write
from crm.lib.errors import InvalidData, NotThere
from leads.models import Disposition, Identity, Lead
from leads.services.attempts import log_attempt
from leads.services.consent import suppressed_of
from tenants.staff.models import User

PERSONAL = Account.PERSONAL
TWICE = timedelta(seconds=30)  # a button pressed twice


def link_for(lead_pk: int, identity_pk: int, text: str, *, by: User) -> str:
    """Where the desk leads. Raises NotThere for a number that `by` does not see or nobody answers, and InvalidData
    for somebody who wants no messages this way."""
    identity = _number(lead_pk, identity_pk, by)
    if suppressed_of([lead_pk], Channel.WHATSAPP):
        raise InvalidData(WORDS[STOPPED])
    return whatsapp_link(identity.value, tidy_body(text)) or ""


@transaction.atomic
def log_sent(lead_pk: int, identity_pk: int, text: str, *, by: User, now: datetime) -> Message:
    """They said that it was sent: a message that nobody tracks, and an attempt to reach the lead. The same text
    within TWICE is the one that is there. Raises NotThere, NotAllowed."""
    by, text = may_write(by), tidy_body(text)
    identity = _number(lead_pk, identity_pk, by)
    log_attempt(lead_pk, channel=Channel.WHATSAPP, disposition=Disposition.SENT, by=by, now=now)
    talk = _talk(lead_pk, identity.value, now)
    hold_conversation(talk.pk)
    again = talk.messages.filter(state=Message.State.LOGGED, author=by, body=text, at__gt=now - TWICE).first()
    if again is not None:
        return again
    about = {"state": Message.State.LOGGED, "is_out": True, "body": text, "author": by, "at": now}
    message = Message.objects.create(conversation=talk, account_id=talk.account_id, **about)
    show(message)
    live.changed(talk.pk)
    return message


def _number(lead_pk: int, identity_pk: int, by: User) -> Identity:
    seen = Lead.objects.visible_to(by).filter(pk=lead_pk)
    numbers = Identity.objects.filter(kind=Identity.Kind.PHONE, is_valid=True, lead__in=seen)
    found = numbers.filter(pk=identity_pk).first()
    if found is None:
        raise NotThere
    return found


def _talk(lead_pk: int, number: str, now: datetime) -> Conversation:
    """The lead is held, so nobody else begins the same one; one that somebody else of that number had is theirs."""
    about = {"kind": PERSONAL, "state": Account.State.OFF}
    account, _new = Account.objects.get_or_create(channel=Channel.WHATSAPP, external_id=PERSONAL, defaults=about)
    given = {"lead_id": lead_pk, "channel": Channel.WHATSAPP, "last_at": now}
    of_phone = {"kind": Conversation.Kind.PHONE, "address": number}
    talk, _begun = Conversation.objects.get_or_create(account=account, **of_phone, defaults=given)
    if talk.lead_id != lead_pk:
        Conversation.objects.filter(pk=talk.pk).update(lead=lead_pk)
    return talk
