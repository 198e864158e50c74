"""The six numbers of F:A15 for programs, over what the reader may see."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leads.api import examples
from leads.api.finding import FILTERS
from leads.models import Lead
from leads.services.finding.filters import narrowed
from leads.services.statistics import statistics
from tenants.desk.api.views import HouseAPIView

_COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}
NUMBERS = {
    "type": "object",
    "example": examples.NUMBERS,
    "properties": {
        "total_leads": {"type": "integer"},
        "average_lead_score": {"type": "number"},
        "hot_leads_count": {"type": "integer", "description": "Of a score above 70."},
        "conversion_rate": {"type": "number", "description": "Percent that are accepted, travelling or completed."},
        "leads_by_status": _COUNTS,
        "leads_by_source": _COUNTS,
    },
}


class LeadStatisticsView(HouseAPIView):
    """Of the leads that the same question would list; neither archived ones nor tests are counted."""

    permission = "leads.view_lead"

    @extend_schema(summary="Six numbers of the leads you see", parameters=FILTERS, responses={200: NUMBERS})
    def get(self, request: Request) -> Response:
        seen = Lead.objects.visible_to(request.user)
        return Response(statistics(narrowed(seen, request.query_params, reader=request.user, now=timezone.now())))
