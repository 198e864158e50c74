"""The stages of the clinic for programs: their ids, and what they mean (F:0.2)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leads.models import Stage
from leads.models.stage import Semantic
from leads.services.stage_names import stage_name
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView

STAGE = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "description": "In the reader's language."},
        "semantic": {"type": "string", "enum": [str(value) for value in Semantic.values]},
        "position": {"type": "integer"},
        "probability": {"type": "integer", "description": "Percent who accept from here."},
        "sla_minutes": {"type": "integer", "nullable": True},
    },
}


class StagesView(HouseAPIView):
    """Whoever sees leads sees where they can stand."""

    permission = "leads.view_lead"

    @extend_schema(summary="Stages, in the clinic's order", parameters=PAGING, responses={200: page_of(STAGE)})
    def get(self, request: Request) -> Response:
        return paged(request, Stage.objects.all(), _told)


def _told(stage: Stage) -> dict[str, Any]:
    told = {name: getattr(stage, name) for name in ("semantic", "position", "probability", "sla_minutes")}
    return {"id": stage.pk, "name": stage_name(stage), **told}
