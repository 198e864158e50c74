"""How an endpoint describes itself in OpenAPI: its summary, its refusals, who may ask (HOUSE, "Answers")."""

from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from tenants.desk.access import READING
from tenants.desk.api.permissions import ByKey

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
CONFLICT = OpenApiResponse(ERROR, description="Changed by somebody else meanwhile; read it again.")
_REFUSALS = {
    "400": "Not readable.",
    "401": "Not logged in, or no API key.",
    "403": "Not open to this role or key.",
    "404": "Not there, or not yours.",
    "406": "An Accept header without JSON.",
    "422": "Readable and wrong; `fields` says where.",
    "503": "Something this stands on is away; come again.",
}
_OF_BODIES = {"413": "Over 64 kB.", "415": "Not application/json."}
_OF_KEYS = {"429": "Too often of late; come again."}
_AGAIN = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}


class HouseAutoSchema(AutoSchema):
    """Adds the answers that every endpoint gives, in their one shape, and the way in."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            refusals = _REFUSALS | (_OF_BODIES if "requestBody" in operation else {})
            for status, words in (refusals | (_OF_KEYS if self._by_key() else {})).items():
                operation["responses"].setdefault(status, _refusal(status, words))
        return operation

    def get_auth(self) -> list[dict[str, list[str]]]:
        """A key, or the session; and what writes with a session brings its CSRF token."""
        by_session = ["session"] if self.method in READING else ["session", "csrf"]
        names = ["key"] if self._by_key() else by_session
        for name in names:
            kind = ResolvedComponent.SECURITY_SCHEMA
            self.registry.register_on_missing(ResolvedComponent(name, kind, _ways_in()[name], object=name))
        return [{name: [] for name in names}]

    def _by_key(self) -> bool:
        return any(isinstance(one, ByKey) for one in self.view.get_permissions())


def _ways_in() -> dict[str, dict[str, str]]:
    return {
        "key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "Of a website or server."},
        "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRFToken",
            "description": "What stands in the field csrfmiddlewaretoken of every form.",
        },
    }


def _refusal(status: str, words: str) -> dict[str, Any]:
    answer = {"description": words, "content": {"application/json": {"schema": ERROR}}}
    return answer | ({"headers": _AGAIN} if status in {"429", "503"} else {})


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
