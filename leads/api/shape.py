"""A lead as staff's programs see it, and the change that they may send."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData
from crm.lib.lines import one_line
from leads.models import Lead, Temperature, Treatment
from leads.services.editing import version_of

CHANGEABLE = {
    "first_name": {"type": "string", "maxLength": 120},
    "last_name": {"type": "string", "maxLength": 120},
    "country": {"type": "string", "maxLength": 2, "description": "ISO 3166, two letters, or empty."},
    "city": {"type": "string", "maxLength": 80},
    "language": {"type": "string", "maxLength": 8, "description": "ISO 639, as in it, or empty."},
    "company": {"type": "string", "maxLength": 120},
    "treatment": {"type": "integer", "nullable": True, "description": "The id of a treatment, or null."},
    "source": {"type": "string", "enum": [str(value) for value in Lead.Source.values]},
    "stage": {"type": "integer", "description": "The id of a stage."},
    "assigned_to": {"type": "integer", "nullable": True, "description": "The id of a colleague, or null."},
}
ROWS = {"stage", "assigned_to", "treatment"}
LINES = {"first_name", "last_name", "city", "company"}
PATCH = {"type": "object", "properties": CHANGEABLE, "additionalProperties": False}
LEAD = {
    "type": "object",
    "required": ["id", "name", "stage", "source", "owner", "created_at", "last_arrival_at", "version"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "first_name": {"type": "string"},
        "last_name": {"type": "string"},
        "country": {"type": "string"},
        "city": {"type": "string"},
        "language": {"type": "string"},
        "company": {"type": "string"},
        "interest": {"type": "string", "description": "What they asked for, in their own words."},
        "treatment": {
            "type": "object",
            "nullable": True,
            "properties": {"id": {"type": "integer"}, "code": {"type": "string"}, "name": {"type": "string"}},
        },
        "score": {"type": "integer", "minimum": 0, "maximum": 100},
        "temperature": {"type": "string", "enum": [str(value) for value in Temperature.values]},
        "source": CHANGEABLE["source"],
        "stage": {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}},
        "owner": {
            "type": "object",
            "nullable": True,
            "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
        },
        "created_at": {"type": "string", "format": "date-time"},
        "last_arrival_at": {"type": "string", "format": "date-time"},
        "archived_at": {"type": "string", "format": "date-time", "nullable": True},
        "version": {"type": "string", "description": "Send it as If-Match to change only what you have seen."},
    },
}


def shown(lead: Lead) -> dict[str, Any]:
    owner = lead.assigned_to
    return {
        "id": lead.pk,
        "name": lead.full_name,
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "country": lead.country,
        "city": lead.city,
        "language": lead.language,
        "company": lead.company,
        "interest": lead.interest,
        "treatment": _treatment(lead.treatment),
        "score": lead.lead_score,
        "temperature": lead.temperature,
        "source": lead.source,
        "stage": {"id": lead.stage_id, "name": lead.stage.name},
        "owner": {"id": owner.pk, "name": str(owner)} if owner else None,
        "created_at": lead.created_at,
        "last_arrival_at": lead.last_arrival_at,
        "archived_at": lead.archived_at,
        "version": version_of(lead),
    }


def _treatment(named: Treatment | None) -> dict[str, Any] | None:
    return {"id": named.pk, "code": named.code, "name": named.name} if named else None


def read_change(data: object) -> dict[str, Any]:
    """By column, as `change_lead` takes it. Raises InvalidData for what is no such field or of another type."""
    if not isinstance(data, Mapping):
        raise InvalidData(_("Send one JSON object with the fields to change."))
    wrong = {name: [_("This field cannot be changed.")] for name in data if name not in CHANGEABLE}
    wrong |= {name: [told] for name in CHANGEABLE if name in data and (told := _wrong(name, data[name]))}
    if wrong:
        raise InvalidData(_("Some fields are wrong."), fields=wrong)
    return {_column(name): _value(name, value) for name, value in data.items()}


def _wrong(name: str, value: object) -> str:
    if name in ROWS:
        is_id = type(value) is int or (value is None and name != "stage")
        return "" if is_id else _("An id, a whole number.")
    if not isinstance(value, str):
        return _("A text.")
    letters = value.isascii() and value.isalpha() and len(value) == 2
    return _("Two letters, as in IT.") if name == "country" and value and not letters else ""


def _column(name: str) -> str:
    return f"{name}_id" if name in ROWS else name


def _value(name: str, value: Any) -> Any:
    if name in LINES:
        return one_line(value)
    return value.upper() if name == "country" else value
