"""Work on many leads for programs: that it was taken on, and what became of each lead."""

import uuid
from typing import Any

from django.db.models import Exists, OuterRef
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from leads.api.bodies import wrong
from leads.models import BulkRow, Lead
from leads.services.bulk.beginning import BULK
from leads.services.many import CHANGE
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView
from tenants.runs.models import Run
from tenants.runs.services.telling import status_of

WAITING = "waiting"
RESULTS = [value for value in BulkRow.Result.values if value]
JOB = {
    "type": "object",
    "description": "Accepted: how far it is stands at `status_url`, as GET /api/v1/jobs/<id> has it.",
    "properties": {"job_id": {"type": "string", "format": "uuid"}, "status_url": {"type": "string"}},
}
ROW = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "result": {"type": "string", "enum": [WAITING, *RESULTS]},
        "detail": {"type": "string", "description": "Why a lead was refused, or what a colleague said of it."},
    },
}


def accepted(run: Run) -> Response:
    told = status_of(run)
    return Response(told, status=202, headers={"Location": told["status_url"]})


class JobResultsView(HouseAPIView):
    """Each lead that was chosen, by its id. Kept for 30 days."""

    permission = CHANGE

    @extend_schema(
        summary="What became of each lead of a job",
        parameters=[*PAGING, OpenApiParameter("result", str, enum=[WAITING, *RESULTS])],
        responses={200: page_of(ROW)},
    )
    def get(self, request: Request, run_id: uuid.UUID) -> Response:
        run = Run.objects.visible_to(request.user).filter(pk=run_id, kind=BULK).first()
        if run is None:
            raise NotThere
        seen = Lead.objects.visible_to(request.user).filter(pk=OuterRef("lead_id")).order_by()
        rows = BulkRow.objects.filter(run=run).annotate(is_seen=Exists(seen)).order_by("lead_id")
        if (asked := request.query_params.get("result")) is not None:
            rows = rows.filter(result=_result(asked))
        return paged(request, rows, _shown)


def _result(asked: str) -> str:
    known = asked in {WAITING, *RESULTS}
    return "" if asked == WAITING else asked if known else wrong("result", f"{WAITING}, {', '.join(RESULTS)}.")


def _shown(row: BulkRow) -> dict[str, Any]:
    return {"id": row.lead_id, "result": row.result or WAITING, "detail": row.detail if row.is_seen else ""}
