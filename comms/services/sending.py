"""One message leaves: checked and claimed in one transaction, handed over outside it, settled in another (HOUSE 7).

A worker that dies before the claim's commit leaves a message that waits, after it one that is `unknown`, shown to
people and never sent again by itself (H:S1, S2).
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db.models import Q

from comms.carriers import carrier_of
from comms.gates import ask_gates
from comms.models import Account, Message
from comms.providers import base
from comms.providers.base import Receipt, Refused, Trouble
from comms.services import settling
from comms.services.accounts import at_rest
from comms.services.composing import outgoing
from comms.services.holding import hold_message
from comms.services.refusals import draft_of, why_not
from crm.lib.errors import ProviderAway
from tenants.outbox.handlers import Ended, GiveUp, OutcomeUnknown, TryAgain, register
from tenants.outbox.models import DeliveryLog

log = structlog.get_logger(__name__)

SEND = "comms.send"
IN_TURN = timedelta(seconds=2)  # how long a message waits for the one before it in its conversation
# Seconds after which the same message is tried again, by trouble; the last one is repeated where it goes on.
WAITS: Mapping[Trouble, tuple[float, ...]] = {
    Trouble.TRANSIENT: (2, 8, 30, 60),
    Trouble.PAIR: (6, 12, 24, 48, 60, 60, 60, 60),
    Trouble.RATE: (5, 10, 20, 40, 60),
}
FOR_EVER = {Trouble.RATE}
STANDING = timedelta(minutes=10)  # how often an account that stands still is looked at


def register_sending() -> None:
    register(SEND, send, repeatable=False, ready=ready, ended=ended, wait=wait, closed=closed)


def closed(now: datetime) -> Q:
    """The jobs of accounts that rest or stand still: nobody claims them."""
    accounts = list(Account.objects.filter(at_rest(now)).values_list("pk", flat=True))
    return Q(kind=SEND, payload__account__in=accounts)


def ready(payload: Mapping[str, object], now: datetime) -> bool | datetime:
    """Part of the claim: whether it may go at this moment. A refusal of ours is written down and final."""
    message = hold_message(int(payload["message"]))
    if message is None or message.state != Message.State.QUEUED:
        return False
    if until := _not_yet(message, now):
        return until
    if isinstance(said := ask_gates(message, now), datetime):
        return said
    if said:
        settling.not_wanted(message, said, now=now)
        return False
    if reason := why_not(message.conversation, draft_of(message), now=now):
        settling.refused_here(message, reason, now=now)
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.State.CLAIMED)
    return True


def _not_yet(message: Message, now: datetime) -> datetime | None:
    account = message.account
    if account.state != Account.State.OPEN:
        return now + STANDING
    if message.batch and account.no_bulk_until and account.no_bulk_until > now:
        return account.no_bulk_until
    if account.paused_until and account.paused_until > now:
        return account.paused_until
    before = Message.objects.filter(conversation=message.conversation_id, pk__lt=message.pk, due_at__lte=now)
    if account.no_bulk_until and account.no_bulk_until > now:  # what waits for that keeps no answer waiting
        before = before.filter(batch=None)
    return now + IN_TURN if before.filter(state__in=settling.ON_THE_WAY).exists() else None


def send(payload: Mapping[str, object]) -> Receipt:
    """Call the provider, outside every transaction."""
    message = Message.objects.select_related("conversation__lead", "account").get(pk=int(payload["message"]))
    try:
        carrier, letter = carrier_of(message.account), outgoing(message)
    except Refused as unready:
        raise TryAgain(str(unready)) from unready
    except Exception as broken:  # nothing has left
        log.exception("comms.not_composed", message=message.pk)
        raise GiveUp(type(broken).__name__) from Refused(Trouble.CONTENT, code="not_composed")
    try:
        return carrier.send(letter)
    except Refused as no:
        again = no.trouble.is_temporary or no.trouble.is_of_account
        raise (TryAgain if again else GiveUp)(str(no)) from no
    except ProviderAway as away:
        raise TryAgain(str(away)) from away
    except base.OutcomeUnknown as lost:
        raise OutcomeUnknown(str(lost)) from lost


def trouble_of(error: BaseException | None) -> Trouble:
    cause = error.__cause__ if error else None
    return cause.trouble if isinstance(cause, Refused) else Trouble.TRANSIENT


def wait(attempt: int, error: Exception | None) -> timedelta | None:
    """With jitter, so that those refused together do not come together again (H:S14)."""
    trouble = trouble_of(error)
    if trouble.is_of_account:
        return STANDING
    waits = WAITS[trouble]
    if attempt > len(waits) and trouble not in FOR_EVER:
        return None
    return timedelta(seconds=waits[min(attempt, len(waits)) - 1] * random.uniform(0.8, 1))  # noqa: S311


def ended(told: Ended) -> None:
    """Part of the transaction that records the outcome."""
    message = hold_message(int(told.payload["message"]))
    if message is None:
        return
    if told.outcome == DeliveryLog.Outcome.DONE and isinstance(told.result, Receipt):
        settling.accepted(message, told.result, number=told.attempt, now=told.at)
    elif told.outcome == DeliveryLog.Outcome.UNKNOWN:
        settling.unknown(message, number=told.attempt, now=told.at)
    elif told.outcome == DeliveryLog.Outcome.FAILED:
        settling.refused(message, _said(told.error), number=told.attempt, now=told.at)
    elif not told.late:
        settling.waits_again(message, _said(told.error), number=told.attempt, now=told.at)


def _said(error: Exception | None) -> Refused:
    cause = error.__cause__ if error else None
    return cause if isinstance(cause, Refused) else Refused(trouble_of(error))
