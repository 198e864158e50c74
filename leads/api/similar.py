"""Who may be the same person, for programs (F:L22, H:A2)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leads.api.one import one_lead
from leads.services.duplicates import Proposal, Why, similar_to
from leads.services.many import CHANGE
from tenants.desk.api.views import HouseAPIView

_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_WHY = {"type": "array", "items": {"type": "string", "enum": [one.value for one in Why]}}
SIMILAR = {
    "type": "object",
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": _WHOLE,
                    "name": _TEXT,
                    "archived": {"type": "boolean"},
                    "why": _WHY,
                    "in_words": {"type": "array", "items": _TEXT},
                },
            },
        },
        "held_by_colleagues": {
            "type": "array",
            "description": "Such leads as are not yours to see: who has them, and no more.",
            "items": {
                "type": "object",
                "properties": {"owner": {**_TEXT, "nullable": True}, "in_words": _TEXT},
            },
        },
    },
}


class LeadSimilarView(HouseAPIView):
    """The likeliest first, a dozen at most."""

    permission = CHANGE

    @extend_schema(summary="Leads that may be the same person", responses={200: SIMILAR})
    def get(self, request: Request, lead_id: int) -> Response:
        found = similar_to(one_lead(request, lead_id), reader=request.user)
        held = zip(found.owners, found.sentences, strict=True)
        told = [{"owner": str(owner) if owner else None, "in_words": sentence} for owner, sentence in held]
        return Response({"results": [_told(one) for one in found.proposals], "held_by_colleagues": told})


def _told(one: Proposal) -> dict[str, Any]:
    lead = one.lead
    why = [each.value for each in one.why]
    is_archived = lead.archived_at is not None
    return {"id": lead.pk, "name": lead.full_name, "archived": is_archived, "why": why, "in_words": one.words}
