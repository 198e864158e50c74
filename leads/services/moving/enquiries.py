"""What the enquiry of a lead that moves holds: accepted for how much, completed, lost why, ended when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from crm.lib.lines import one_line
from leads.models import Enquiry, Lead, Stage
from leads.models.stage import DONE, Semantic
from leads.services.moving.given import Given
from tenants.settings.services.clinic import clinic_settings

OPEN = {"ended_at": None, "is_won": None, "lost_reason": "", "lost_note": ""}
# What a move may write here.
WRITTEN = ("accepted_at", "amount", "currency", "completed_at", *OPEN)
_OF_ONE = {Semantic.ACCEPTED: WRITTEN[:3], Semantic.COMPLETED: WRITTEN[3:4]}


def write_enquiries(rows: Sequence[Lead], stage: Stage, given: Given, *, now: datetime) -> None:
    """One UPDATE; an enquiry that is reached twice keeps the moment of the first time.

    Leaving the end opens it again. What was accepted once stays accepted: the funnel counts where they came.
    """
    Enquiry.objects.bulk_create(
        [Enquiry(lead=row, number=row.enquiry, began_at=row.created_at) for row in rows], ignore_conflicts=True
    )
    enquiries_of(rows).update(**_columns(stage, given, now))


def written_by(semantic: str) -> tuple[str, ...]:
    """What a move to a stage of this meaning writes, so what its undo puts back; the rest may be newer."""
    return (*OPEN, *_OF_ONE.get(semantic, ()))


def enquiries_of(rows: Sequence[Lead]) -> Any:
    """The one that each lead is on."""
    return Enquiry.objects.filter(lead__in=[row.pk for row in rows], number=F("lead__enquiry"))


def _columns(stage: Stage, given: Given, now: datetime) -> dict[str, Any]:
    if stage.semantic not in DONE:
        return OPEN | (_accepted(given, now) if stage.semantic == Semantic.ACCEPTED else {})
    ended = OPEN | {"ended_at": Coalesce(F("ended_at"), now)}
    if stage.semantic == Semantic.LOST:
        return {**ended, "is_won": False, **_reason(given)}
    if stage.semantic == Semantic.COMPLETED:
        return ended | {"is_won": True, "completed_at": Coalesce(F("completed_at"), now)}
    why = {} if given.is_won else _reason(given)
    return {**ended, "is_won": F("is_won") if given.is_won is None else given.is_won, **why}


def _reason(given: Given) -> dict[str, Any]:
    """Another reason takes the note of the old one along; what nobody says anew stays, also from one lost stage to
    another."""
    said = given.said()
    reason = given.lost_reason if "lost_reason" in said else F("lost_reason")
    is_kept = not given.lost_reason and "lost_note" not in said
    return {"lost_reason": reason, "lost_note": F("lost_note") if is_kept else one_line(given.lost_note)}


def _accepted(given: Given, now: datetime) -> dict[str, Any]:
    at = {"accepted_at": Coalesce(F("accepted_at"), now)}
    if given.amount is None:
        return at
    return at | {"amount": given.amount, "currency": given.currency or clinic_settings().currency}
