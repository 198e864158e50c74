"""The rows of a new lead: score, heat, contacts, first enquiry, first step and line in the trail, in as few
statements as there are tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from leads.models import Enquiry, FollowUp, Identity, Lead, StageChange, Treatment
from leads.services.answering import begin_wait
from leads.services.answering.due import due_after
from leads.services.finding.words import put_words
from leads.services.heat import begin_heat
from leads.services.moving.columns import chance
from leads.services.reading import Contact, Told
from leads.services.scoring import Scored
from leads.services.stages import first_stage
from tenants.audit.services.record import record_made
from tenants.services.rows import put


def begin(
    told: Told,
    contacts: Sequence[Contact],
    scored: Scored,
    *,
    key: int,
    treatment: Treatment | None,
    companion_of: Lead | None,
    owner: int | None = None,
    at: datetime,
    partner: int | None = None,
) -> Lead:
    """A lead of the first stage, with a primary key drawn before. `at` is when its person wrote; `contacts` are
    those that nobody else holds."""
    known = {"treatment": treatment, "companion_of": companion_of, "partner_id": partner}
    lead = _lead_of(told, scored, at, pk=key, **known)
    lead.assigned_to_id = owner
    lead.answer_due_at = lead.next_follow_up = due_after(lead.stage.sla_minutes, at)
    lead.follow_up_why = FollowUp.ANSWER if lead.next_follow_up else ""
    put(Lead, {field.attname: getattr(lead, field.attname) for field in _COLUMNS})
    lead._state.adding, lead._state.db = False, "default"
    attach(lead, contacts)
    put_words(lead, contacts)
    enquiry = {"lead_id": lead.pk, "number": 1, "began_at": at, "treatment": treatment, "interest": told.interest}
    put(Enquiry, enquiry)
    put(StageChange, first_step(lead, at=at))
    begin_heat(lead, scored.temperature, at)
    begin_wait(lead.pk, lead.stage, at=at)
    record_made(lead)
    return lead


def _lead_of(told: Told, scored: Scored, at: datetime, **more: Any) -> Lead:
    stage = first_stage()
    return Lead(
        first_name=told.first_name,
        last_name=told.last_name,
        company=told.company,
        country=told.country,
        city=told.city,
        language=told.language,
        interest=told.interest,
        source=told.source,
        sub_source=told.sub_source,
        stage=stage,
        lead_score=scored.points,
        score_breakdown=scored.breakdown,
        profile_version=scored.version,
        stage_since=at,
        conversion_probability=chance(stage),
        created_at=at,
        last_arrival_at=at,
        **more,
    )


def first_step(lead: Lead, *, at: datetime) -> dict[str, Any]:
    """The row with which an enquiry begins: from nowhere, by the product itself."""
    where = {"to_stage_id": lead.stage_id, "to_semantic": lead.stage.semantic}
    return {"lead_id": lead.pk, "enquiry": lead.enquiry, "at": at, **where}


def attach(lead: Lead, contacts: Sequence[Contact]) -> None:
    """Make these contacts the lead's own."""
    put(
        Identity,
        *[
            {"lead_id": lead.pk, "kind": c.kind, "value": c.value, "typed": c.typed, "is_valid": c.is_valid}
            for c in contacts
        ],
    )


_BY_ITSELF = {"updated_at"}
_COLUMNS = [field for field in Lead._meta.concrete_fields if field.name not in _BY_ITSELF]
