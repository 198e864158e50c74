from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import InvalidData
from crm.lib.row_ids import row_id
from tenants.audit.models import Entry
from tenants.audit.services.reading import who_did
from tenants.audit.services.values import model_of
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView

ENTRY = {
    "type": "object",
    "required": ["id", "at", "who", "verb", "changes"],
    "properties": {
        "id": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "person": {"type": "integer", "nullable": True},
        "who": {"type": "string"},
        "mail": {"type": "string"},
        "verb": {"type": "string", "description": "noun.participle, like lead.archived"},
        "kind": {"type": "string", "description": "app.model, or empty"},
        "object": {"type": "string"},
        "shown": {"type": "string"},
        "changes": {"type": "object", "description": "field: [before, after], or {added} or {removed}: names"},
        "door": {"type": "string"},
        "address": {"type": "string", "nullable": True},
        "note": {"type": "string"},
        "request": {"type": "string", "nullable": True, "description": "As in X-Request-ID."},
    },
}
FILTERS = [
    OpenApiParameter("person", int, description="Only what this colleague did."),
    OpenApiParameter("verb", str, description="Only what is called so."),
]


class TrailView(HouseAPIView):
    """GET the trail, newest first: ?person=<id>, ?verb=lead.archived, ?skip, ?limit (F:T11)."""

    permission = "audit.view_entry"

    @extend_schema(
        summary="The trail, newest first", parameters=[*PAGING, *FILTERS], responses={200: page_of(ENTRY)}
    )
    def get(self, request: Request) -> Response:
        rows = Entry.objects.visible_to(request.user).select_related("actor")
        verb, person = (request.query_params.get(name, "") for name in ("verb", "person"))
        if verb:
            rows = rows.saying(verb)
        if person:
            rows = rows.filter(actor_id=_number(person))
        return paged(request, rows, _shown)


def _number(text: str) -> int:
    number = row_id(text)
    if number is None:
        said = _("The number of a colleague.")
        raise InvalidData(f"person: {said}", fields={"person": [said]})
    return number


def _shown(entry: Entry) -> dict[str, Any]:
    model = model_of(entry)
    return {
        "id": entry.pk,
        "at": entry.timestamp,
        "person": entry.actor_id,
        "who": who_did(entry),
        "mail": entry.actor_email or "",
        "verb": entry.verb,
        "kind": model._meta.label_lower if model else "",
        "object": entry.object_pk,
        "shown": entry.object_repr,
        "changes": entry.changes or {},
        "door": entry.door,
        "address": entry.remote_addr,
        "note": entry.note,
        "request": entry.cid,
    }
