"""What an attempt to send did to the message, the conversation, the account and the lead. Each is part of the
transaction that records the attempt, which holds lead, conversation and message."""

from datetime import datetime
from typing import Any

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Greatest

from comms.models import Attempt, Channel, Conversation, Message
from comms.providers.base import Receipt, Refused, TemplateNews, Trouble
from comms.services import accounts, live
from comms.services.showing import show
from comms.services.states import advance
from comms.services.stopping import STOP
from comms.services.templates.syncing import hear
from comms.services.undelivered import asking
from leads.models import Suppression
from leads.models.consent import Purpose
from leads.services.contact import contacted
from tenants.audit.services.record import record
from tenants.outbox.services.enqueue import enqueue

State = Message.State
Outcome = Attempt.Outcome
SENT = "message.sent"  # in the trail
ON_THE_WAY = (State.QUEUED, State.CLAIMED)
SWITCHED_OFF = "132016"  # WhatsApp's code for a template that was paused too often


def accepted(message: Message, receipt: Receipt, *, number: int, now: datetime) -> None:
    """The provider took it. A status that came before has told more already; that stays."""
    _note(message, Outcome.ACCEPTED, number, now, provider_id=receipt.provider_id)
    advance(_only(message), State.ACCEPTED, at=now, provider_id=receipt.provider_id)
    accounts.recovered(message.account)
    we_wrote(message, now=now)


def we_wrote(message: Message, *, now: datetime, told_late: bool = False) -> None:
    """They have heard from us: nobody waits here any more, and the clocks of the lead follow. What we are told late
    of is no answer to what they wrote since."""
    conversation = message.conversation
    columns: dict[str, Any] = {"last_out_at": now, "waiting_since": None}
    if told_late:
        still = When(waiting_since__isnull=False, last_in_at__gt=now, then=F("last_in_at"))
        since = Case(When(waiting_since__gt=now, then=F("waiting_since")), still, default=None)
        columns = {"last_out_at": Greatest(Coalesce("last_out_at", now), now), "waiting_since": since}
    Conversation.objects.filter(pk=conversation.pk).update(**columns)
    show(message)
    refresh_failed(conversation.pk)
    if conversation.lead_id:
        contacted([conversation.lead_id], by=message.author, at=now)
        record(SENT, conversation.lead, note=conversation.channel)
    live.changed(conversation.pk)


def unknown(message: Message, *, number: int, now: datetime) -> None:
    _note(message, Outcome.UNKNOWN, number, now)
    advance(_only(message), State.UNKNOWN, at=now)
    _shown_as_failed(message)


def waits_again(message: Message, no: Refused, *, number: int, now: datetime) -> None:
    """It was not taken, and goes later: when the account rests, or stands still, with all others."""
    _note(message, Outcome.AGAIN, number, now, trouble=no.trouble, code=no.code)
    claimed = _only(message).filter(state=State.CLAIMED)
    claimed.update(state=State.QUEUED, trouble=no.trouble, code=no.code)
    if no.trouble.is_of_account:
        accounts.stand_still(message.account, no.trouble, no.code, now=now)
    else:
        accounts.rest(message.account, no.trouble, asked=no.wait, now=now)
    live.changed(message.conversation_id)


def refused(message: Message, no: Refused, *, number: int, now: datetime) -> None:
    """The provider said no for good, at once."""
    _note(message, Outcome.REFUSED, number, now, trouble=no.trouble, code=no.code)
    failed(message, no.trouble, no.code, now=now)


def failed(message: Message, trouble: Trouble, code: str, *, now: datetime) -> None:
    """It did not arrive, as they said at once or later; and what follows from why."""
    if advance(_only(message), State.FAILED, at=now, trouble=trouble, code=code):
        _follow(message, trouble, code, now)
        asking.follow(message, code, now=now)
        _shown_as_failed(message)


def refused_here(message: Message, reason: str, *, now: datetime) -> None:
    """We did not hand it over. `reason` is one of comms.services.refusals."""
    advance(_only(message), State.FAILED, at=now, code=reason)
    _shown_as_failed(message)


def not_wanted(message: Message, why: str, *, now: datetime) -> None:
    """Whoever had it written wants it no more, and says why in a word."""
    waiting = _only(message).filter(state=State.QUEUED)
    if waiting.update(state=State.CANCELLED, ended_at=now, code=why):
        live.changed(message.conversation_id)


def _follow(message: Message, trouble: Trouble, code: str, now: datetime) -> None:
    """Stops are written where the person or the number says so; a template that is paused is not offered again."""
    if trouble is Trouble.OPTED_OUT:
        purpose = Purpose.MARKETING if message.conversation.channel == Channel.WHATSAPP else ""
        _stop(message, Suppression.Reason.ASKED, purpose, now)
    elif trouble is Trouble.ADDRESS:
        _stop(message, Suppression.Reason.BOUNCED, "", now)
    elif trouble is Trouble.TEMPLATE_PAUSED:
        _stop_template(message, code, now)
    elif trouble is Trouble.SPAM:
        accounts.spare_from_bulk(message.account, now=now)
    elif trouble.is_of_account:
        accounts.stand_still(message.account, trouble, code, now=now)


def _stop_template(message: Message, code: str, now: datetime) -> None:
    """Paused for some hours, twice, then switched off (INTEGRATIONS 4.2); nobody is offered it meanwhile."""
    name, language = (str(message.template_call.get(part, "")) for part in ("name", "language"))
    state = "DISABLED" if code == SWITCHED_OFF else "PAUSED"
    hear(TemplateNews(message.account.external_id, name, language, now, state))


def _stop(message: Message, reason: str, purpose: str, now: datetime) -> None:
    """By a job of its own: a stop holds people before leads, and here the lead is held already."""
    payload = {"conversation": message.conversation_id, "reason": reason, "purpose": purpose}
    enqueue(kind=STOP, key=f"{STOP}:{message.reference}", payload=payload, due_at=now)


def _shown_as_failed(message: Message) -> None:
    refresh_failed(message.conversation_id)
    live.changed(message.conversation_id)


def refresh_failed(conversation: int) -> None:
    """Whether the newest of ours that was tried is one that did not arrive, or that nobody knows of."""
    tried = Message.objects.filter(conversation=conversation, is_out=True).exclude(
        state__in=[*ON_THE_WAY, State.CANCELLED]
    )
    newest = tried.order_by("-at", "-id").values_list("state", flat=True).first()
    Conversation.objects.filter(pk=conversation).update(failed=newest in {State.FAILED, State.UNKNOWN})


def _note(
    message: Message,
    outcome: str,
    number: int,
    now: datetime,
    *,
    provider_id: str = "",
    trouble: str = "",
    code: str = "",
) -> None:
    Attempt.objects.create(
        message=message, number=number, outcome=outcome, provider_id=provider_id, trouble=trouble, code=code, at=now
    )


def _only(message: Message):
    return Message.objects.filter(pk=message.pk)
