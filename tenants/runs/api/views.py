"""How far work in the background is, for whoever asked for it."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from tenants.desk.api.views import HouseAPIView
from tenants.runs.models import Run
from tenants.runs.services.telling import status_of

JOB = {
    "type": "object",
    "required": ["job_id", "kind", "state", "total", "done", "result", "error", "status_url", "created_at",
                 "ended_at"],
    "properties": {
        "job_id": {"type": "string", "format": "uuid"},
        "kind": {"type": "string"},
        "state": {"type": "string", "enum": Run.State.values},
        "total": {"type": "integer", "nullable": True, "description": "Rows; empty while nobody knows."},
        "done": {"type": "integer"},
        "result": {"type": "object", "description": "Numbers, by the kind of work."},
        "error": {"type": "string", "description": "Why it failed, in a sentence."},
        "status_url": {"type": "string", "description": "A path of this host."},
        "created_at": {"type": "string", "format": "date-time"},
        "ended_at": {"type": "string", "format": "date-time", "nullable": True},
    },
}  # fmt: skip


class JobView(HouseAPIView):
    """Kept for 30 days."""

    permission = "runs.view_run"

    @extend_schema(summary="How far a job is", responses={200: JOB})
    def get(self, request: Request, run_id: uuid.UUID) -> Response:
        run = Run.objects.visible_to(request.user).filter(pk=run_id).first()
        if run is None:
            raise NotThere
        return Response(status_of(run))
