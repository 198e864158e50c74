"""A lead described for programs: what is answered, and what may be sent."""

from typing import Any

from leads.api import examples
from leads.models import FollowUp, Lead, LossReason, Temperature

_TEXT, _WHOLE, _TIME = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "date-time"}
_MAYBE_TIME = {**_TIME, "nullable": True}


def _named(*more: str) -> dict[str, Any]:
    names = {"id": _WHOLE, **dict.fromkeys(more, _TEXT), "name": _TEXT}
    return {"type": "object", "nullable": True, "properties": names}


_SOURCE = {"type": "string", "enum": [str(value) for value in Lead.Source.values]}
CHANGEABLE = {
    "first_name": {"type": "string", "maxLength": 120},
    "last_name": {"type": "string", "maxLength": 120},
    "country": {"type": "string", "maxLength": 2, "description": "ISO 3166, two letters, or empty."},
    "city": {"type": "string", "maxLength": 80},
    "language": {"type": "string", "maxLength": 8, "description": "ISO 639, as in it, or empty."},
    "company": {"type": "string", "maxLength": 120},
    "interest": {"type": "string", "maxLength": 200, "description": "What they ask for, in their words."},
    "is_test": {"type": "boolean", "description": "A test is left out of every number."},
    "treatment": {"type": "integer", "nullable": True, "description": "The id of a treatment, or null."},
    "source": _SOURCE,
    "sub_source": {"type": "string", "maxLength": 80, "description": "Which website, ad account or friend."},
    "partner": {"type": "integer", "nullable": True, "description": "The id of a partner, or null."},
    "stage": {"type": "integer", "description": "The id of a stage."},
    "assigned_to": {"type": "integer", "nullable": True, "description": "The id of a colleague, or null."},
}
# What a new stage may ask for, or the lead's own asked before (leads.services.moving.demands, .correcting).
ON_MOVING = {
    "lost_reason": {"type": "string", "enum": ["", *map(str, LossReason.values)]},
    "lost_note": {"type": "string", "maxLength": 200},
    "amount": {"type": "integer", "nullable": True, "minimum": 0, "description": "Accepted, in minor units."},
    "currency": {"type": "string", "maxLength": 3, "description": "ISO 4217; empty is the clinic's."},
    "is_won": {"type": "boolean", "nullable": True, "description": "Of a stage that closes."},
    "follow_up_at": {**_MAYBE_TIME, "description": "When to call back, with its zone."},
}
_CHANCE = {
    "type": "number",
    "nullable": True,
    "minimum": 0,
    "maximum": 1,
    "description": "null: as the stage says.",
}
_HEAT = {
    "type": "string",
    "nullable": True,
    "enum": [*map(str, Temperature.values), None],
    "description": "Set by hand it stays; null: as score and silence say.",
}
FOLLOW_UP = {
    "next_follow_up": {**_MAYBE_TIME, "description": "When, with its zone; null: nothing is planned."},
    "follow_up_why": {"type": "string", "enum": [str(value) for value in FollowUp.values]},
    "follow_up_note": {"type": "string", "maxLength": 200},
}
CUSTOM = {"type": "object", "description": "Own fields by key: a text, a number, a day, a choice, or null."}
PATCH = {
    "type": "object",
    "example": examples.CHANGE,
    "properties": CHANGEABLE
    | ON_MOVING
    | FOLLOW_UP
    | {"custom": CUSTOM, "conversion_probability": _CHANCE, "temperature": _HEAT},
    "additionalProperties": False,
}
_PERSON = {
    "name": {"type": "string", "maxLength": 240, "description": "Both names in one field."},
    "phone": {"type": "string", "maxLength": 64, "description": "Kept and flagged when it cannot be one."},
    "email": {"type": "string", "maxLength": 254},
}
CREATE = {"type": "object", "properties": _PERSON | CHANGEABLE, "additionalProperties": False}
_CONTACT = dict.fromkeys(("kind", "value", "typed"), _TEXT)
LEAD = {
    "type": "object",
    "example": examples.LEAD,
    "required": ["id", "name", "stage", "source", "owner", "created_at", "last_arrival_at", "version"],
    "properties": {
        "id": _WHOLE,
        **dict.fromkeys(("name", "first_name", "last_name", "country", "city", "language", "company"), _TEXT),
        "interest": {"type": "string", "description": "What they asked for, in their own words."},
        "contacts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": _WHOLE, **_CONTACT, "is_valid": {"type": "boolean"}},
            },
        },
        "treatment": _named("code"),
        "partner": _named("code"),
        "score": {"type": "integer", "minimum": 0, "maximum": 100},
        "is_hot_lead": {"type": "boolean", "description": "Of a score above 70."},
        "temperature": {"type": "string", "enum": [str(value) for value in Temperature.values]},
        "conversion_probability": {"type": "number", "minimum": 0, "maximum": 1},
        "source": _SOURCE,
        "sub_source": _TEXT,
        "stage": _named("semantic"),
        "status": {"type": "string", "description": "As the statistics call it; LOST in the archive."},
        "owner": _named(),
        "tags": {"type": "array", "items": _TEXT},
        "custom": {"type": "object", "description": "The clinic's own fields by key; an empty one is left out."},
        "do_not_contact": {"type": "boolean"},
        "next_follow_up": _MAYBE_TIME,
        "follow_up_why": {"type": "string", "enum": ["", *map(str, FollowUp.values)]},
        "follow_up_note": _TEXT,
        "call_attempts": _WHOLE,
        "last_contact_date": _MAYBE_TIME,
        "days_since_created": _WHOLE,
        "days_since_last_contact": {"type": "integer", "nullable": True},
        "is_test": {"type": "boolean", "description": "Left out of every number."},
        "created_at": _TIME,
        "updated_at": _TIME,
        "last_arrival_at": _TIME,
        "archived_at": _MAYBE_TIME,
        "merged_into": {
            "type": "integer",
            "nullable": True,
            "description": "This lead, when the number that was asked for was merged into it.",
        },
        "version": {"type": "string", "description": "Send it as If-Match to change only what you have seen."},
    },
}
