"""All of one lead for programs: what the list shows, why it scores so, and the patient it became (F:L10, L28)."""

from typing import Any

from leads.api import examples
from leads.api.lead_schema import LEAD
from leads.api.shape import shown
from leads.models import Journey, Lead, Patient
from leads.services.patients import USUAL, patient_of
from leads.services.scoring.sentences import sentences

_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_MAYBE_DAY = {"type": "string", "format": "date", "nullable": True}
_LINE = {"type": "object", "properties": {"factor": _TEXT, "sentence": _TEXT, "points": _WHOLE, "most": _WHOLE}}
_VISIT = {
    "type": "object",
    "properties": {"number": _WHOLE, "months_after": _WHOLE, "planned_on": _MAYBE_DAY, "came_on": _MAYBE_DAY},
}
_JOURNEY = {
    "type": "object",
    "properties": {
        "enquiry": _WHOLE,
        "treatment": {**_TEXT, "nullable": True},
        "began_at": {"type": "string", "format": "date-time"},
        "visits": {"type": "array", "items": _VISIT},
    },
}
_PATIENT = {
    "type": "object",
    "nullable": True,
    "description": "Made when they accepted.",
    "properties": {
        "id": _WHOLE,
        **dict.fromkeys(USUAL, _TEXT),
        "born_on": _MAYBE_DAY,
        "journeys": {"type": "array", "items": _JOURNEY},
    },
}
WHOLE = LEAD | {
    "example": examples.WHOLE,
    "properties": LEAD["properties"] | {"score_breakdown": {"type": "array", "items": _LINE}, "patient": _PATIENT},
}


def whole(lead: Lead) -> dict[str, Any]:
    lines = [line._asdict() for line in sentences(lead.score_breakdown, lead.treatment)]
    patient = patient_of(lead)
    return shown(lead) | {"score_breakdown": lines, "patient": _patient(patient) if patient else None}


def _patient(patient: Patient) -> dict[str, Any]:
    journeys = [_journey(one) for one in patient.journeys.all()]
    return {"id": patient.pk, **{name: getattr(patient, name) for name in USUAL}, "journeys": journeys}


def _journey(journey: Journey) -> dict[str, Any]:
    seen = ("number", "months_after", "planned_on", "came_on")
    return {
        "enquiry": journey.enquiry,
        "treatment": journey.treatment.code if journey.treatment else None,
        "began_at": journey.began_at,
        "visits": [{name: getattr(one, name) for name in seen} for one in journey.visits.all()],
    }
