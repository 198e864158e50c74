from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.lib.errors import NotAllowed
from leads.api.intake_shape import described
from leads.services.intake import Arrival, receive_lead
from tenants.audit.origin import by_key
from tenants.context import clinic_context
from tenants.desk.api.bodies import parse_json, raw_body
from tenants.desk.api.permissions import ByKey
from tenants.keys.services.check import Key, check_key
from tenants.middleware import works_while_suspended


class LeadIntakeView(APIView):
    """POST a website form (F:I1, I2). What each kind of key is told: HOUSE, "Answers".

    Answers on a clinic's host and on the platform's. The key decides the clinic; host and clinic_slug must agree.
    """

    permission_classes = [ByKey]

    @described
    def post(self, request: Request) -> Response:
        key = check_key(request.headers.get("X-API-Key", ""), origin=request.headers.get("Origin", ""))
        _check_host(request, key)
        arrival = Arrival(raw_body(request), request.content_type or "", key)
        with clinic_context(key.clinic), by_key(key.shown):
            answer = receive_lead(arrival, parse=parse_json, now=timezone.now())
        return Response({"lead_id": answer.reference}, status=answer.status)

    @classmethod
    def as_view(cls, **options: object) -> object:
        return works_while_suspended(csrf_exempt(super().as_view(**options)))


def _check_host(request: Request, key: Key) -> None:
    clinic = request._request.clinic
    if clinic is not None and clinic.pk != key.clinic.pk:
        raise NotAllowed("This API key belongs to another clinic than this address.")
