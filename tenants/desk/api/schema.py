"""How an endpoint describes itself in OpenAPI: its summary and its refusals (HOUSE, "Answers")."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

ERROR = {
    "type": "object",
    "required": ["code", "detail", "fields"],
    "properties": {
        "code": {"type": "string", "description": "Stable, for programs."},
        "detail": {"type": "string", "description": "One sentence, for people."},
        "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}
PAGING = [
    OpenApiParameter("skip", int, description="Rows to leave out at the start; 0 unless given."),
    OpenApiParameter("limit", int, description="Rows in the answer, 1 to 200; 50 unless given."),
]
_REFUSALS = {
    "400": "Not readable.",
    "401": "Not logged in, or no API key.",
    "403": "Not open to this role or key.",
    "404": "Not there, or not yours.",
    "422": "Readable and wrong; `fields` says where.",
}


class HouseAutoSchema(AutoSchema):
    """Adds the answers that every endpoint gives, in their one shape."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        for status, words in _REFUSALS.items() if operation else ():
            answer = {"description": words, "content": {"application/json": {"schema": ERROR}}}
            operation["responses"].setdefault(status, answer)
        return operation


def page_of(row: dict[str, Any]) -> dict[str, Any]:
    """The schema of what `paged` answers, around the schema of one row."""
    whole = {"type": "integer"}
    return {
        "type": "object",
        "required": ["count", "count_is_estimate", "skip", "limit", "results"],
        "properties": {
            "count": whole,
            "count_is_estimate": {"type": "boolean"},
            "skip": whole,
            "limit": whole,
            "results": {"type": "array", "items": row},
        },
    }
