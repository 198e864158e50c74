"""What became of a delivery. Part of the transaction that records the attempt."""

from collections.abc import Mapping
from datetime import datetime

from comms.outbound.catalogue import TAGS
from comms.outbound.models import Connector, ContactLink, Delivery
from comms.outbound.services.asking import Wanted, ask_for
from comms.outbound.services.carrying import TAGS_OF
from comms.providers import base
from comms.providers.base import Refused
from crm.lib.errors import ProviderError
from tenants.outbox.handlers import Ended
from tenants.outbox.models import DeliveryLog

Outcome, State = DeliveryLog.Outcome, Delivery.State
STATES: Mapping[str, str] = {
    Outcome.DONE: State.SUCCESS,
    Outcome.RETRY: State.PENDING,
    Outcome.FAILED: State.FAILED,
    Outcome.UNKNOWN: State.UNKNOWN,
}


def settle(delivery: Delivery, told: Ended, cause: BaseException | None) -> None:
    code, detail = ("", "") if told.outcome == Outcome.DONE else why(told, cause)
    free = getattr(told.error, "is_free", False) and told.outcome == Outcome.RETRY
    Delivery.objects.filter(pk=delivery.pk).update(
        state=STATES[told.outcome],
        attempts=told.attempt,
        free_tries=delivery.free_tries + bool(free),
        code=code,
        detail=detail,
        ended_at=None if told.outcome == Outcome.RETRY else told.at,
    )


def why(told: Ended, cause: BaseException | None) -> tuple[str, str]:
    """A code of comms.outbound.words, and what GoHighLevel said itself."""
    if isinstance(cause, Refused):
        return cause.code, cause.detail[:200]
    if isinstance(cause, base.OutcomeUnknown):
        return "lost", ""
    if isinstance(cause, ProviderError):
        return "away", ""
    return ("broke" if told.error else "died"), ""


def keep_contact(delivery: Delivery, contact: str, *, now: datetime) -> None:
    """Who they are there, and then their tags, beside those that they have: a job of its own."""
    connector = delivery.connector
    if connector.kind != Connector.Kind.GHL or not contact or delivery.lead_id is None:
        return
    known, is_new = ContactLink.objects.get_or_create(
        lead_id=delivery.lead_id,
        location_id=connector.address,
        defaults={"contact_id": contact, "linked_at": now},
    )
    if not is_new and known.contact_id != contact:
        ContactLink.objects.filter(pk=known.pk).update(contact_id=contact, linked_at=now)
    if tags := TAGS_OF.get(delivery.event):
        about = {"contact_id": contact, "tags": tags}
        cause = f"tags:{delivery.reference}"
        ask_for([Wanted(connector.pk, connector.kind, TAGS, delivery.lead_id, about, cause)], now=now)
