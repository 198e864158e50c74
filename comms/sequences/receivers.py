"""What sequences do when leads and conversations tell that something happened: they stop, in its transaction."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from comms.sequences import reasons
from comms.sequences.services.stopping import stop, stop_spoken, stop_unfit
from leads.models import Lead, LeadPayload, StageChange

CALL = "call"  # of comms.signals.patient_spoke


def stop_who_spoke(*, lead_id: int, at: datetime, way: str) -> None:
    reason = reasons.CALLED if way == CALL else reasons.REPLIED
    stop_spoken(lead_id, at=at, reason=reason, now=timezone.now())


def stop_who_came_again(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """One more form of somebody we know is an answer, too."""
    if not is_new:
        stop_spoken(lead.pk, at=payload.received_at, now=timezone.now())


def stop_who_moved(*, changes: Collection[StageChange], now: datetime) -> None:
    stop_unfit([change.lead_id for change in changes], now=now)


def stop_who_left(*, leads: Collection[int], why: str, now: datetime) -> None:
    """`why` is "archived" or "merged", which are reasons of ours."""
    stop(leads, why, now=now)


def stop_who_asked(*, leads: Collection[int], now: datetime) -> None:
    stop(leads, reasons.OPTED_OUT, now=now)
