"""Telling the floors above that an enquiry was accepted or completed: once, and never at the price of the move."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, transaction

from leads.models import Lead, StageChange
from leads.models.stage import Semantic
from leads.signals import stage_changed
from tenants.outbox.handlers import TryAgain
from tenants.outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)
TELL_STAGE_AGAIN = "leads.tell_stage_again"
TOLD = (Semantic.ACCEPTED, Semantic.COMPLETED)
AWAY = (OperationalError, InterfaceError)


def reached_before(rows: Sequence[Lead], semantic: str) -> set[int]:
    """Of `rows`, which are locked, those whose enquiry was there already: its StageChange is the proof, and stays
    whatever is undone or comes back."""
    reached = StageChange.objects.filter(lead__in=[row.pk for row in rows], to_semantic=semantic)
    pairs = set(reached.order_by().values_list("lead_id", "enquiry"))
    return {row.pk for row in rows if (row.pk, row.enquiry) in pairs}


def announce_changes(changes: Collection[StageChange], *, now: datetime) -> None:
    """All receivers in one savepoint of the move's transaction; when one fails each is told of each change by
    itself, and a Job tells again whoever failed again."""
    if not changes:
        return
    try:
        with transaction.atomic():
            for _, receiver in stage_changed:
                receiver(changes)
    except AWAY:
        raise
    except Exception:  # noqa: BLE001  whatever a floor above did wrong, the lead moves
        for change in changes:
            for name, _ in stage_changed:
                _tell_one(name, change, now)


def _tell_one(name: str, change: StageChange, now: datetime) -> None:
    try:
        with transaction.atomic():
            stage_changed.receiver(name)([change])
    except AWAY:
        raise
    except Exception:
        log.exception("leads.stage_receiver_failed", receiver=name, change=change.pk)
        told = {"receiver": name, "change_id": change.pk}
        enqueue(kind=TELL_STAGE_AGAIN, key=f"{TELL_STAGE_AGAIN}:{name}:{change.pk}", payload=told, due_at=now)


def tell_stage_again(told: Mapping[str, object]) -> None:
    """The repair. Nothing to do for a receiver or a lead that is gone."""
    receiver = stage_changed.receiver(str(told["receiver"]))
    change = StageChange.objects.select_related("lead__stage").filter(pk=told["change_id"]).first()
    if receiver is None or change is None:
        return
    try:
        with transaction.atomic():
            receiver([change])
    except AWAY:
        raise
    except Exception as broken:
        raise TryAgain(type(broken).__name__) from broken
