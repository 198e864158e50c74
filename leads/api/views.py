from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.lib.errors import InvalidData, NotAllowed
from leads.api.intake_shape import described
from leads.services.answers import Answer
from leads.services.intake import Arrival, receive_lead
from leads.services.limits import limit
from tenants.audit.origin import by_key
from tenants.context import clinic_context
from tenants.desk.address import client_address, counted_address
from tenants.desk.api.bodies import parse_json, raw_body
from tenants.desk.api.permissions import ByKey
from tenants.keys.cors import with_cors
from tenants.keys.models.api_key import CREATE_LEADS
from tenants.keys.services.check import Key, check_key
from tenants.keys.services.use import used
from tenants.middleware import works_while_suspended

LONGEST_KEY = 200


class LeadIntakeView(APIView):
    """POST a website form (F:I1, I2). What each kind of key is told: HOUSE, "Answers".

    Answers on a clinic's host and on the platform's. The key decides the clinic; host and clinic_slug must agree.
    """

    permission_classes = [ByKey]

    @described
    def post(self, request: Request) -> Response:
        key = check_key(request.headers.get("X-API-Key", ""), origin=request.headers.get("Origin", ""))
        _check_host(request, key)
        if not key.may(CREATE_LEADS):
            raise NotAllowed("This API key may not create leads.")
        limit(key, counted_address(request._request))
        arrival = Arrival(
            raw_body(request),
            request.content_type or "",
            key,
            headers=request.headers,
            idempotency_key=_idempotency_key(request),
            address=client_address(request._request) or "",
        )
        now = timezone.now()
        with clinic_context(key.clinic), by_key(key.shown):
            answer = receive_lead(arrival, parse=parse_json, now=now)
            used(key, now)
        return Response(_told(answer), status=answer.status)

    @classmethod
    def as_view(cls, **options: object) -> object:
        return works_while_suspended(csrf_exempt(with_cors(super().as_view(**options), methods=("POST",))))


def _told(answer: Answer) -> dict[str, object]:
    if answer.held:
        return {"lead_id": answer.lead_id, "submission": answer.submission, "held": answer.held}
    return {"lead_id": answer.lead_id} | ({} if answer.score is None else {"lead_score": answer.score})


def _idempotency_key(request: Request) -> str:
    """The sender's name for this enquiry. Raises InvalidData for what fits no column."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidData(f"An Idempotency-Key has at most {LONGEST_KEY} printable characters.")
    return key


def _check_host(request: Request, key: Key) -> None:
    clinic = request._request.clinic
    if clinic is not None and clinic.pk != key.clinic.pk:
        raise NotAllowed("This API key belongs to another clinic than this address.")
