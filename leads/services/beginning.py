"""The rows of a new lead: score, contacts, first enquiry and line in the trail, in as few statements as there are
tables."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from leads.models import Enquiry, Identity, Lead, Treatment
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
    at: datetime,
) -> Lead:
    """A lead of the first stage, with a primary key drawn before. `at` is when its person wrote; `contacts` are
    those that nobody else holds."""
    lead = _lead_of(told, scored, at, pk=key, treatment=treatment, companion_of=companion_of)
    put(Lead, {field.attname: getattr(lead, field.attname) for field in _COLUMNS})
    lead._state.adding, lead._state.db = False, "default"
    attach(lead, contacts)
    enquiry = {"lead_id": lead.pk, "number": 1, "began_at": at, "treatment": treatment, "interest": told.interest}
    put(Enquiry, enquiry)
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
        stage=stage,
        lead_score=scored.points,
        score_breakdown=scored.breakdown,
        profile_version=scored.version,
        temperature=scored.temperature,
        next_follow_up=at + timedelta(minutes=stage.sla_minutes) if stage.sla_minutes else None,
        created_at=at,
        last_arrival_at=at,
        **more,
    )


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
