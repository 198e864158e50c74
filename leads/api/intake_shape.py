"""What a website may send, described from the limits that are enforced (docs/api.md)."""

from drf_spectacular.utils import extend_schema

from leads.services.reading import LIMITS

_TOLD = {
    "first_name": "This or the last name is needed.",
    "email": "This or a telephone number is needed.",
    "phone": "Any spelling with a country code.",
    "clinic_slug": "When it is there, it names the key's clinic.",
    "company_website": "A trap for robots: leave it empty.",
}


def _field(name: str, limit: int) -> dict[str, object]:
    return {"type": "string", "maxLength": limit} | ({"description": _TOLD[name]} if name in _TOLD else {})


ENQUIRY = {
    "type": "object",
    "description": "Other fields are kept with the body.",
    "properties": {name: _field(name, limit) for name, limit in LIMITS.items()},
    "additionalProperties": True,
}
ANSWER = {"type": "object", "required": ["lead_id"], "properties": {"lead_id": {"type": "integer"}}}

described = extend_schema(
    summary="Send the form of a website",
    description="201 for a new person, 200 for a known one; a page's key is always told 201 and an opaque number.",
    request={"application/json": ENQUIRY},
    responses={201: ANSWER, 200: ANSWER},
)
