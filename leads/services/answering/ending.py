"""A wait ends: we answered, or nobody waits any more."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from crm.lib.business_time import between
from leads.models import Lead, ResponseCycle
from leads.models.stage import DONE
from leads.services.watching import look_at
from tenants.settings.services.calendar import clinic_calendar
from tenants.staff.models import User

State = ResponseCycle.State
_WRITTEN = ["answered_at", "answered_by", "ended_at", "took_minutes", "state", "escalates_at"]


@transaction.atomic
def answered(ids: Iterable[int], *, by: User | None, at: datetime) -> int:
    """We spoke to these leads at `at`: whoever waited since before has an answer. How many did.

    In time is at the latest when it was due; a wait that was missed stays missed. A second answer changes nothing.
    """
    cycles = list(_open(ids).filter(began_at__lte=at))
    calendar = clinic_calendar() if cycles else None
    for cycle in cycles:
        cycle.answered_at = cycle.ended_at = at
        cycle.answered_by = by
        cycle.took_minutes = between(calendar, cycle.began_at, at)
        cycle.escalates_at = None
        if cycle.state == State.DUE:
            cycle.state = State.MET if cycle.due_at is None or at <= cycle.due_at else State.MISSED
    ResponseCycle.objects.bulk_update(cycles, _WRITTEN, batch_size=500)
    _no_more_due([cycle.lead_id for cycle in cycles])
    return len(cycles)


@transaction.atomic
def end_waits(ids: Iterable[int], *, at: datetime) -> int:
    """Nobody waits any more: lost, closed, archived, merged. How many did."""
    leads = [cycle.lead_id for cycle in _open(ids)]
    if leads:
        rows = ResponseCycle.objects.filter(lead__in=leads, ended_at=None)
        rows.update(ended_at=at, escalates_at=None)
        _no_more_due(leads)
    return len(leads)


@transaction.atomic
def resume_waits(ids: Iterable[int]) -> int:
    """Back at work: whose last wait of this enquiry ended without an answer, waits on as before. How many do."""
    later = ResponseCycle.objects.filter(
        lead=OuterRef("lead"), enquiry=OuterRef("enquiry"), number__gt=OuterRef("number")
    )
    ended = ResponseCycle.objects.filter(~Exists(later), enquiry=F("lead__enquiry"), answered_at=None)
    at_work = ended.filter(lead__in=_held(ids), lead__archived_at=None, ended_at__isnull=False)
    cycles = list(at_work.exclude(lead__stage__semantic__in=DONE))
    for cycle in cycles:
        cycle.ended_at, cycle.escalates_at = None, cycle.due_at if not cycle.escalated else None
    ResponseCycle.objects.bulk_update(cycles, ["ended_at", "escalates_at"], batch_size=500)
    leads = [Lead(pk=cycle.lead_id, answer_due_at=cycle.due_at) for cycle in cycles]
    Lead.objects.bulk_update(leads, ["answer_due_at"], batch_size=500)
    if due := {cycle.due_at for cycle in cycles} - {None}:
        look_at(min(due))  # who looks then sees when to look again
    return len(cycles)


def _open(ids: Iterable[int]) -> QuerySet[ResponseCycle]:
    """Their open waits. The leads are held first: whoever writes at this moment comes before or after."""
    return ResponseCycle.objects.filter(lead__in=_held(ids), ended_at=None)


def _held(ids: Iterable[int]) -> list[int]:
    rows = Lead.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True))


def _no_more_due(leads: list[int]) -> None:
    if leads:
        Lead.objects.filter(pk__in=leads).update(answer_due_at=None)
