"""An arrival of a person we know: they wait for an answer again, wherever their lead had ended (HOUSE 8, 17)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leads.models import Enquiry, FollowUp, Lead, StageChange, Temperature, Treatment
from leads.models.stage import DONE, Semantic
from leads.services.answering import begin_wait, end_waits, wait_again
from leads.services.answering.due import due_after
from leads.services.beginning import first_step
from leads.services.heat import wrote_to_us
from leads.services.left_behind import free_left_behind
from leads.services.moving import replied
from leads.services.moving.columns import FOLLOW_UP, chance
from leads.services.moving.replied import BEFORE_A_REPLY
from leads.services.news.asking import hot_later
from leads.services.owners import hold_people
from leads.services.reading import Told
from leads.services.scoring import Scored, score_return
from leads.services.stages import first_stage
from leads.services.watching import look_at
from tenants.audit.services.record import record
from tenants.services.rows import insert, put

FILLED = ("company", "country", "city", "language", "interest")
MOVED = ("stage", "stage_since", "conversion_probability", "assigned_to", *FOLLOW_UP)


def wrote_again(lead: Lead, told: Told, treatment: Treatment | None, *, at: datetime) -> None:
    """Part of the arrival's transaction; `at` is when they wrote.

    A lead at work moves up and has its blanks filled, nothing that stands there is overwritten; who heard from us
    before has replied. An archived one comes back. A lost, closed or completed one begins its next numbered enquiry
    in the first stage. One whose owner left is nobody's from here. An arrival that is judged late, after they wrote
    again, tells us what we did not know and moves nothing.

    The owner is held before the lead, for whoever closes an account holds them in this order, too (H:A14), and the
    lead before its heat, as a rescoring does.
    """
    hold_people([lead.assigned_to_id])
    if at < lead.last_arrival_at and not _was_archived_meanwhile(lead):
        _fill(lead, told, treatment, at)
        return
    if _is_a_reply(lead, at) and replied(lead.pk, at=at):
        lead.refresh_from_db(fields=MOVED, from_queryset=Lead.objects.select_related("stage"))
    scored = score_return(lead, told, treatment, at=at)
    columns = _columns(scored)
    if lead.archived_at or lead.stage.semantic in DONE or not _goes_on(lead, told, treatment, columns, at):
        _comes_back(lead, told, treatment, columns, at)
    wrote_to_us(lead.pk, scored.temperature, at=at)
    if scored.temperature == Temperature.HOT and not _is_hot_or_pinned(lead):
        hot_later([lead.pk], now=at)
    if lead.assigned_to_id is not None:
        free_left_behind([lead.pk], now=at)


def _is_hot_or_pinned(lead: Lead) -> bool:
    """As it was when it was read, before they wrote."""
    heat = getattr(lead, "heat", None)
    return heat is not None and (heat.temperature == Temperature.HOT or heat.pinned_at is not None)


def _is_a_reply(lead: Lead, at: datetime) -> bool:
    """A form that is sent twice before anybody answers is none, nor what was written before we did."""
    if lead.stage.semantic not in BEFORE_A_REPLY:
        return False
    heard = lead.last_contact_date or (lead.stage_since if lead.stage.semantic == Semantic.CONTACTED else None)
    return heard is not None and heard < at


def _was_archived_meanwhile(lead: Lead) -> bool:
    """Since it was read: by an undo, say, that did not know of this arrival. Holds the lead."""
    rows = Lead.objects.filter(pk=lead.pk, archived_at=None).select_for_update(no_key=True)
    return lead.archived_at is None and not rows.values("pk").first()


def _goes_on(lead: Lead, told: Told, treatment: Treatment | None, scored: Mapping[str, Any], at: datetime) -> bool:
    """False when a colleague archived, finished or answered the lead meanwhile."""
    filled = _blanks(lead, told, treatment)
    rows = Lead.objects.current().filter(pk=lead.pk, stage_id=lead.stage_id)
    if lead.answer_due_at is not None:
        rows = rows.filter(answer_due_at__isnull=False)
    new = {"last_arrival_at": max(at, lead.last_arrival_at), "updated_at": at, **filled, **scored}
    moved = rows.update(**new)
    if moved and filled:
        record("lead.filled", lead, changes=_changes(lead, filled))
    if moved:
        _show(lead, new)
        _wait(lead, at)
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
    moved = {"last_arrival_at": max(at, held.last_arrival_at), "updated_at": at, **scored}
    if is_next := held.stage.semantic in DONE:
        new |= _next_enquiry(held, told, treatment, at)
        moved |= _afresh(new, at)
        moved["answer_due_at"] = begin_wait(held.pk, new["stage"], at=at, enquiry=new["enquiry"])
    Lead.objects.filter(pk=held.pk).update(**new, **moved)
    _show(lead, {"answer_due_at": held.answer_due_at} | new | moved)
    if is_next:
        put(StageChange, first_step(lead, at=at))
        if held.assigned_to_id is None:
            look_at(at)
    else:
        _wait(lead, at)
    if new:
        is_revived = is_next or "archived_at" in new
        record("lead.revived" if is_revived else "lead.filled", held, changes=_changes(held, new))


def _wait(lead: Lead, at: datetime) -> None:
    due = wait_again(lead, at=at)
    if due != lead.answer_due_at:
        Lead.objects.filter(pk=lead.pk).update(answer_due_at=due)
        _show(lead, {"answer_due_at": due})


def _fill(lead: Lead, told: Told, treatment: Treatment | None, at: datetime) -> None:
    filled = _blanks(lead, told, treatment)
    if filled and Lead.objects.filter(pk=lead.pk).update(**filled):
        record("lead.filled", lead, changes=_changes(lead, filled))
        _show(lead, filled)


def _next_enquiry(held: Lead, told: Told, treatment: Treatment | None, at: datetime) -> dict[str, Any]:
    number, stage = held.enquiry + 1, first_stage()
    insert(Enquiry, lead_id=held.pk, number=number, began_at=at, treatment=treatment, interest=told.interest)
    end_waits([held.pk], at=at)
    return {
        "enquiry": number,
        "stage": stage,
        "next_follow_up": due_after(stage.sla_minutes, at),
        "interest": told.interest,
        "treatment": treatment,
    }


def _afresh(new: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """What somebody set by hand was about the journey that ended."""
    why = FollowUp.ANSWER if new["next_follow_up"] else ""
    begun = {"stage_since": at, "conversion_probability": chance(new["stage"]), "probability_pinned": False}
    return begun | {"follow_up_why": why, "follow_up_note": ""}


def _columns(scored: Scored) -> dict[str, Any]:
    return {
        "lead_score": scored.points,
        "score_breakdown": scored.breakdown,
        "profile_version": scored.version,
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
