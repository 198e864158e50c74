"""Telling the floors above that a lead arrived: never at the price of the lead (HOUSE, floors)."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, transaction

from leads.models import Lead, LeadPayload
from leads.signals import lead_received
from tenants.outbox.handlers import TryAgain
from tenants.outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)
TELL_AGAIN = "leads.tell_again"
AWAY = (OperationalError, InterfaceError)


def tell(lead: Lead, payload: LeadPayload, *, is_new: bool, now: datetime) -> None:
    """All receivers in one savepoint of the caller's transaction; when one fails, each in its own, and a Job tries
    the one that failed again.

    The savepoint takes along the caller's rows that wait (tenants.services.together): what the database refuses of
    them is raised, and is no receiver's fault.
    """
    before = transaction.savepoint()
    try:
        for _, receiver in lead_received:
            receiver(lead, payload, is_new)
        transaction.savepoint_commit(before)
    except AWAY:
        raise
    except Exception:  # noqa: BLE001  whatever a floor above did wrong, the lead stays
        transaction.set_rollback(False)  # what failed may have marked the whole; `before` is older than all of it
        transaction.savepoint_rollback(before)
        for name, _ in lead_received:
            _tell_one(name, lead, payload, is_new=is_new, now=now)


def _tell_one(name: str, lead: Lead, payload: LeadPayload, *, is_new: bool, now: datetime) -> None:
    try:
        with transaction.atomic():
            lead_received.receiver(name)(lead, payload, is_new)
    except AWAY:
        raise
    except Exception:
        log.exception("leads.receiver_failed", receiver=name, payload=payload.pk)
        told = {"receiver": name, "payload_id": payload.pk, "is_new": is_new}
        enqueue(kind=TELL_AGAIN, key=f"{TELL_AGAIN}:{name}:{payload.pk}:{lead.pk}", payload=told, due_at=now)


def tell_again(told: Mapping[str, object]) -> None:
    """The repair. Nothing to do for a receiver or a lead that is gone."""
    receiver = lead_received.receiver(str(told["receiver"]))
    payload = LeadPayload.objects.select_related("lead").filter(pk=told["payload_id"], lead__isnull=False).first()
    if receiver is None or payload is None:
        return
    try:
        with transaction.atomic():
            receiver(payload.lead, payload, bool(told["is_new"]))
    except AWAY:
        raise
    except Exception as broken:
        raise TryAgain(type(broken).__name__) from broken
