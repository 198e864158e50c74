"""Meta's door, on the platform's host: signed, kept, answered (F:I12, I15; INTEGRATIONS 3.2)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from attribution.meta_leads.services import arriving
from tenants.desk import access
from tenants.desk.api.permissions import BySignature


class MetaLeadsView(APIView):
    """GET is Meta's question whether this address is ours; POST is news. Every address of Meta's shares it."""

    permission = access.BY_SIGNATURE
    authentication_classes = []
    permission_classes = [BySignature]
    schema = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whatever they would rather read."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, clinic_id: UUID | None = None) -> HttpResponse:
        asked = [request.query_params.get(f"hub.{name}", "") for name in ("mode", "verify_token", "challenge")]
        return HttpResponse(arriving.challenged(*asked, clinic_id=clinic_id), content_type="text/plain")

    def post(self, request: Request, clinic_id: UUID | None = None) -> HttpResponse:
        signature = request.headers.get("X-Hub-Signature-256", "")
        arriving.arrived(request._request.body, signature, clinic_id=clinic_id, now=timezone.now())
        return HttpResponse("ok", content_type="text/plain")
