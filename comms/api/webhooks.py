"""Doors of providers, on the platform's host: signed, kept, answered (HOUSE 9; INTEGRATIONS 3.2, 4.3, 5.2)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.views import APIView

from comms.services.arriving import mail, twilio, whatsapp
from tenants.desk import access
from tenants.desk.api.permissions import BySignature
from tenants.services.hosts import platform_address

NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class WebhookView(APIView):
    """Nobody is logged in here, and nothing of the body is read before its signature fits."""

    permission = access.BY_SIGNATURE
    authentication_classes = []
    permission_classes = [BySignature]
    schema = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whatever they would rather read."""
        return super().perform_content_negotiation(request, force=True)


class WhatsAppView(WebhookView):
    """GET is Meta's question whether this address is ours; POST is news."""

    def get(self, request: Request, clinic_id: UUID | None = None) -> HttpResponse:
        asked = [request.query_params.get(f"hub.{name}", "") for name in ("mode", "verify_token", "challenge")]
        return HttpResponse(whatsapp.challenged(*asked, clinic_id=clinic_id), content_type="text/plain")

    def post(self, request: Request, clinic_id: UUID | None = None) -> HttpResponse:
        signature = request.headers.get("X-Hub-Signature-256", "")
        whatsapp.arrived(request._request.body, signature, clinic_id=clinic_id, now=timezone.now())
        return HttpResponse("ok", content_type="text/plain")


class TwilioView(WebhookView):
    """News of messages and of calls. Nothing is said back here: who answers a call has an address of its own."""

    def post(self, request: Request, clinic_id: UUID | None = None) -> HttpResponse:
        twilio.arrived(
            request._request.body,
            url=platform_address() + request._request.get_full_path(),
            content_type=request.content_type or "",
            headers=request.headers,
            clinic_id=clinic_id,
            now=timezone.now(),
        )
        return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


class MailProviderView(WebhookView):
    """Mails of patients, and what became of ours. Always of one clinic, by its own secret."""

    provider = ""

    def post(self, request: Request, clinic_id: UUID) -> HttpResponse:
        mail.arrived(
            self.provider,
            request._request,
            content_type=request.content_type or "",
            authorization=request.headers.get("Authorization", ""),
            clinic_id=clinic_id,
            now=timezone.now(),
        )
        return HttpResponse("ok", content_type="text/plain")
