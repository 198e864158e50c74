"""The steps that a demo lead took, what it said yes to, or why it was lost: what the funnel stands on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from leads.models import Enquiry, Lead, LossReason, Stage, StageChange
from leads.models.stage import DONE, Semantic
from leads.services.moving.enquiries import enquiries_of
from leads.services.patients import make_patients
from tenants.audit.origin import as_if
from tenants.settings.services.clinic import clinic_settings

MOVED = 0.3  # how far on the way from their last enquiry to today they came where they stand now
PAID = (60, 650)  # least and most, in tens of the currency
WHY = (LossReason.PRICE, LossReason.ELSEWHERE, LossReason.NO_TRAVEL, LossReason.FEAR, LossReason.NO_CONTACT)
SAID_YES = (Semantic.ACCEPTED, Semantic.TRAVELLING, Semantic.COMPLETED)


@dataclass(frozen=True)
class Walk:
    """`on_the_way` are the stages that lead on, up to where the lead came before it stayed or was lost."""

    lead: Lead
    left: Stage
    on_the_way: Sequence[Stage]


def along(lead: Lead, now: datetime, way: float) -> datetime:
    return lead.last_arrival_at + (now - lead.last_arrival_at) * way


def moved_at(lead: Lead, now: datetime) -> datetime:
    return along(lead, now, MOVED)


def write_walks(walks: Sequence[Walk], *, seed: str, now: datetime) -> None:
    """Part of the transaction that moved them."""
    draw = Random(f"{seed} walks")  # noqa: S311  repeatable on purpose
    StageChange.objects.bulk_create((step for walk in walks for step in _steps(walk, now)), batch_size=1000)
    currency = clinic_settings().currency
    enquiries = {row.lead_id: row for row in enquiries_of([walk.lead for walk in walks])}
    standing = [_enquiry(draw, walk.lead, enquiries[walk.lead.pk], currency, now) for walk in walks]
    Enquiry.objects.bulk_update(
        standing,
        ["accepted_at", "amount", "currency", "completed_at", "ended_at", "is_won", "lost_reason"],
        batch_size=500,
    )
    for lead in (walk.lead for walk in walks if walk.lead.stage.semantic in SAID_YES):
        at = moved_at(lead, now)
        with as_if(at, who=lead.assigned_to):
            make_patients([lead], now=at)


def _steps(walk: Walk, now: datetime) -> Iterator[StageChange]:
    """Evenly from their enquiry to the last one; nobody is made to reply by hand."""
    lead, left = walk.lead, walk.left
    stages = [stage for stage in walk.on_the_way if stage not in (walk.left, lead.stage)] + [lead.stage]
    for number, stage in enumerate(stages, start=1):
        yield StageChange(
            lead=lead,
            enquiry=lead.enquiry,
            from_stage=left,
            from_semantic=left.semantic,
            to_stage=stage,
            to_semantic=stage.semantic,
            at=along(lead, now, MOVED * number / len(stages)),
            by=None if stage.semantic == Semantic.REPLIED else lead.assigned_to,
        )
        left = stage


def _enquiry(draw: Random, lead: Lead, row: Enquiry, currency: str, now: datetime) -> Enquiry:
    """Draws as often whatever comes of it."""
    amount, why = draw.randint(*PAID) * 1000, draw.choice(WHY)
    at = moved_at(lead, now)
    if lead.stage.semantic in SAID_YES:
        row.accepted_at, row.amount, row.currency = at, amount, currency
    if lead.stage.semantic in DONE:
        row.ended_at, row.is_won = at, lead.stage.semantic == Semantic.COMPLETED
        row.completed_at = at if row.is_won else None
        row.lost_reason = "" if row.is_won else why
    return row
