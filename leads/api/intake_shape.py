"""What a website may send, described from the limits that are enforced (docs/api.md)."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema

from leads.api import examples
from leads.models import Lead
from leads.services.reading import FIRST_TOUCH, FORM_VIEWS, LIMITS, VISIT
from tenants.desk.api.schema import CONFLICT

_TOLD = {
    "first_name": "This, the last name or name is needed.",
    "name": "Both names in one field; taken apart when neither of the others is there.",
    "email": "This or a phone number is needed.",
    "phone": "Any spelling with a country code, or one of the country that is named.",
    "country": "An ISO 3166 code, or a name in a language of ours.",
    "language": "A language tag, as in it-IT.",
    "treatment": "What they ask for, in their words.",
    "message": "Line breaks are kept.",
    "notes": "Read when there is no message.",
    "source": f"One of {', '.join(Lead.Source.values)}; anything else is the website.",
    "sub_source": "Which website, campaign or friend. Empty: the campaign's source, or the site they came from.",
    "partner": "The code of a partner; one that nobody has is kept with the body.",
    "consent": "Yes and no may be true and false.",
    "clinic_slug": "When it is there, it names the key's clinic.",
    "company_website": "A trap for robots: leave it empty.",
}


def _field(name: str, limit: int) -> dict[str, object]:
    return {"type": "string", "maxLength": limit} | ({"description": _TOLD[name]} if name in _TOLD else {})


_VISIT = {
    "type": "object",
    "properties": {name: _field(name, LIMITS[name]) for name in VISIT} | {"at": {"type": "string"}},
    "additionalProperties": True,
}
_BEFORE = {
    FIRST_TOUCH: _VISIT
    | {"description": "Where the visitor came from the first time. Whatever of it is not usable is left out."},
    FORM_VIEWS: {
        "type": "array",
        "items": _VISIT,
        "description": "Visits of the last 90 days in which they looked at a form, told with their consent.",
    },
}
ENQUIRY = {
    "type": "object",
    "description": "Other fields are kept with the body.",
    "properties": {name: _field(name, limit) for name, limit in LIMITS.items()} | _BEFORE,
    "additionalProperties": True,
}
ANSWER = {
    "type": "object",
    "required": ["lead_id"],
    "properties": {
        "lead_id": {"type": "integer", "nullable": True, "description": "Nothing while people decide."},
        "lead_score": {"type": "integer", "minimum": 0, "maximum": 100, "description": "To a secret key."},
        "submission": {"type": "integer", "description": "Where staff find it, when there is no lead yet."},
        "held": {"type": "string", "description": "Why there is no lead yet."},
    },
}

SENT_AS = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 200},
    OpenApiParameter.HEADER,
    description="Your own name for this enquiry: sent again with the same body it is answered the same.",
)

_ANSWERED = "201 for a new person, 200 for a known one; a page's key is always told 201 and an opaque number."
_FORM = OpenApiExample("A form, with a key", examples.FORM, request_only=True)
_WRITTEN_DOWN = OpenApiExample("By hand, without a key", examples.WRITTEN_DOWN, request_only=True)
_INTAKE: Mapping[str, Any] = {
    "summary": "Send the form of a website",
    "description": _ANSWERED,
    "request": {"application/json": ENQUIRY},
    "parameters": [SENT_AS],
    "examples": [_FORM],
    "responses": {201: ANSWER, 200: ANSWER, 409: CONFLICT},
}
described = extend_schema(**_INTAKE)


def described_beside(by_hand: str, lead: Mapping[str, Any]) -> Callable:
    """The same where a colleague's session may write a lead down at the same address, and is answered with it."""
    both = {**_INTAKE["responses"], 201: {"anyOf": [ANSWER, lead]}}
    more = {"description": f"{_ANSWERED} {by_hand}", "responses": both, "examples": [_FORM, _WRITTEN_DOWN]}
    return extend_schema(**_INTAKE | more)
