"""From hand to hand, for programs (F:L15)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leads.api.one import one_lead
from leads.models import OwnerChange
from leads.services.sharing.sentences import why_assigned
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView
from tenants.staff.models import User

_SOMEBODY = {
    "type": "object",
    "nullable": True,
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
OWNER = {
    "type": "object",
    "properties": {
        "at": {"type": "string", "format": "date-time"},
        "from": _SOMEBODY,
        "to": _SOMEBODY,
        "by": {**_SOMEBODY, "description": "null: the product itself."},
        "why": {"type": "string", "description": "Of what the product decided, in a sentence."},
    },
}


class LeadOwnersView(HouseAPIView):
    permission = "leads.view_lead"

    @extend_schema(summary="Who had a lead, newest first", parameters=PAGING, responses={200: page_of(OWNER)})
    def get(self, request: Request, lead_id: int) -> Response:
        changes = one_lead(request, lead_id).owner_changes.select_related("from_owner", "to_owner", "by")
        return paged(request, changes, _told)


def _told(one: OwnerChange) -> dict[str, Any]:
    people = {"from": one.from_owner, "to": one.to_owner, "by": one.by}
    return {"at": one.at, **{name: _somebody(who) for name, who in people.items()}, "why": why_assigned(one)}


def _somebody(who: User | None) -> dict[str, Any] | None:
    return {"id": who.pk, "name": str(who)} if who else None
