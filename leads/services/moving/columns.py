"""What a lead holds once it stands in another stage."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, ExpressionWrapper, F, OuterRef, Subquery, Value, When

from leads.models import FollowUp, Stage
from leads.models.stage import DONE, Semantic
from leads.services.answering.due import due_after
from leads.services.moving.given import Given

# What a move writes into a lead, and its undo puts back.
PLACE = ("stage_id", "stage_since")
FOLLOW_UP = ("next_follow_up", "follow_up_why", "follow_up_note")
_CHANCE = DecimalField(max_digits=4, decimal_places=3)


def place(stage: Stage, *, now: datetime) -> dict[str, Any]:
    return {"stage_id": stage.pk, "stage_since": now}


def follow_up(stage: Stage, given: Given, *, now: datetime) -> dict[str, Any]:
    """When to look again: as said, else by the stage's own business minutes (F:L20); nobody does at the end of a
    journey.

    Empty where the stage says nothing of it: what was planned stays planned.
    """
    if stage.semantic in DONE:
        return dict(zip(FOLLOW_UP, (None, "", ""), strict=True))
    if given.follow_up_at is not None:
        why = FollowUp.CALL_BACK if stage.semantic == Semantic.CALLBACK else FollowUp.REMIND
        return dict(zip(FOLLOW_UP, (given.follow_up_at, why, ""), strict=True))
    due = None if stage.semantic == Semantic.CALLBACK else due_after(stage.sla_minutes, now)
    if due is None:
        return {}
    return dict(zip(FOLLOW_UP, (due, FollowUp.NEXT_STEP, ""), strict=True))


def chance(stage: Stage) -> Decimal:
    """From 0 to 1 (F:L11)."""
    return Decimal(stage.probability).scaleb(-2)


def chance_unless_pinned(stage: Stage) -> Case:
    """For an UPDATE of leads that go there."""
    kept = When(probability_pinned=True, then=F("conversion_probability"))
    return Case(kept, default=Value(chance(stage)), output_field=_CHANCE)


def chance_of_own_stage() -> Subquery:
    """For an UPDATE of leads, each by the stage where it stands."""
    percent = Stage.objects.filter(pk=OuterRef("stage_id")).order_by().values("probability")[:1]
    return ExpressionWrapper(Subquery(percent) * Decimal("0.01"), output_field=_CHANCE)
