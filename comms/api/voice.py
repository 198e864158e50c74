"""Twilio's voice address: the news of a call are kept as all others, and their call is answered at once."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from comms.api.webhooks import TwilioView
from comms.services.calls.answering import answer


class VoiceView(TwilioView):
    def post(self, request: Request, clinic_id: UUID | None = None) -> HttpResponse:
        super().post(request, clinic_id)  # refuses what is not signed
        asked = request._request.META.get("QUERY_STRING", "")
        said = answer(request._request.body, clinic_id=clinic_id, now=timezone.now(), query=asked)
        return HttpResponse(said, content_type="text/xml")
