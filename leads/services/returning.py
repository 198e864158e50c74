"""An arrival of a person we know: they wait for an answer again, wherever their lead had ended (HOUSE 8, 17)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from leads.models import Enquiry, Lead, Treatment
from leads.services.inheritance import DONE
from leads.services.left_behind import free_left_behind
from leads.services.owners import hold_people
from leads.services.reading import Told
from leads.services.scoring import score_return
from leads.services.stages import first_stage
from tenants.audit.services.record import record
from tenants.services.rows import insert

FILLED = ("company", "country", "city", "language", "interest")


def wrote_again(lead: Lead, told: Told, treatment: Treatment | None, *, at: datetime) -> None:
    """Part of the arrival's transaction; `at` is when they wrote.

    A lead at work moves up and has its blanks filled, nothing that stands there is overwritten. An archived one
    comes back. A lost, closed or completed one begins its next numbered enquiry in the first stage. One whose owner
    left is nobody's from here. An arrival that is judged late, after they wrote again, tells us what we did not
    know and moves nothing.

    The owner is held before the lead, for whoever closes an account holds them in this order, too (H:A14).
    """
    hold_people([lead.assigned_to_id])
    if at < lead.last_arrival_at and not _was_archived_meanwhile(lead):
        _fill(lead, told, treatment, at)
        return
    scored = _scored(lead, told, treatment, at)
    if lead.archived_at or lead.stage.semantic in DONE or not _goes_on(lead, told, treatment, scored, at):
        _comes_back(lead, told, treatment, scored, at)
    if lead.assigned_to_id is not None:
        free_left_behind([lead.pk], now=at)


def _was_archived_meanwhile(lead: Lead) -> bool:
    """Since it was read: by an undo, say, that did not know of this arrival. Holds the lead."""
    rows = Lead.objects.filter(pk=lead.pk, archived_at=None).select_for_update(no_key=True)
    return lead.archived_at is None and not rows.values("pk").first()


def _goes_on(lead: Lead, told: Told, treatment: Treatment | None, scored: Mapping[str, Any], at: datetime) -> bool:
    """False when a colleague archived or finished the lead meanwhile."""
    filled = _blanks(lead, told, treatment)
    rows = Lead.objects.current().filter(pk=lead.pk, stage_id=lead.stage_id)
    new = {"last_arrival_at": max(at, lead.last_arrival_at), "updated_at": at, **filled, **scored}
    moved = rows.update(**new)
    if moved and filled:
        record("lead.filled", lead, changes=_changes(lead, filled))
    if moved:
        _show(lead, new)
    return bool(moved)


def _comes_back(
    lead: Lead, told: Told, treatment: Treatment | None, scored: Mapping[str, Any], at: datetime
) -> None:
    rows = Lead.objects.select_for_update(no_key=True, of=("self",)).select_related("stage")
    held = rows.filter(pk=lead.pk).first()
    if held is None:
        return
    new: dict[str, Any] = _blanks(held, told, treatment)
    if held.archived_at:
        new |= {"archived_at": None, "archived_by": None}
    if held.stage.semantic in DONE:
        new |= _next_enquiry(held, told, treatment, at)
    moved = {"last_arrival_at": max(at, held.last_arrival_at), "updated_at": at, **scored}
    Lead.objects.filter(pk=held.pk).update(**new, **moved)
    _show(lead, new | moved)
    record("lead.revived", held, changes=_changes(held, new))


def _fill(lead: Lead, told: Told, treatment: Treatment | None, at: datetime) -> None:
    filled = _blanks(lead, told, treatment)
    if filled and Lead.objects.filter(pk=lead.pk).update(**filled):
        record("lead.filled", lead, changes=_changes(lead, filled))
        _show(lead, filled)


def _next_enquiry(held: Lead, told: Told, treatment: Treatment | None, at: datetime) -> dict[str, Any]:
    number, stage = held.enquiry + 1, first_stage()
    insert(Enquiry, lead_id=held.pk, number=number, began_at=at, treatment=treatment, interest=told.interest)
    due = at + timedelta(minutes=stage.sla_minutes) if stage.sla_minutes else None
    return {
        "enquiry": number,
        "stage": stage,
        "next_follow_up": due,
        "interest": told.interest,
        "treatment": treatment,
    }


def _scored(lead: Lead, told: Told, treatment: Treatment | None, at: datetime) -> dict[str, Any]:
    """Whoever writes is fresh again."""
    scored = score_return(lead, told, treatment, at=at)
    return {
        "lead_score": scored.points,
        "score_breakdown": scored.breakdown,
        "profile_version": scored.version,
        "temperature": scored.temperature,
    }


def _blanks(lead: Lead, told: Told, treatment: Treatment | None) -> dict[str, Any]:
    """What we did not know and are told now; never a name, for halves of two spellings make a third person."""
    filled = {name: getattr(told, name) for name in FILLED if getattr(told, name) and not getattr(lead, name)}
    if treatment is not None and lead.treatment_id is None:
        filled["treatment"] = treatment
    return filled


def _show(lead: Lead, new: Mapping[str, Any]) -> None:
    """The caller's lead as it is now: who hears of the arrival asks it."""
    for name, value in new.items():
        setattr(lead, name, value)


def _changes(held: Lead, new: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    return {name: (_plain(getattr(held, name)), _plain(value)) for name, value in new.items()}


def _plain(value: Any) -> object:
    return getattr(value, "pk", value)
