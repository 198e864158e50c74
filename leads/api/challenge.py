"""What a website's form needs to show that a person filled it in (F:T23)."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crm.lib.errors import NotAllowed
from leads.api.challenge_shape import described
from leads.services.captcha.choosing import offered
from leads.services.limits import limit_challenges
from tenants.context import clinic_context
from tenants.desk.address import counted_address
from tenants.desk.api.permissions import ByKey
from tenants.keys.cors import with_cors
from tenants.keys.services.check import check_key


class ChallengeView(APIView):
    """GET for a page, on a clinic's host and the platform's. A server's key is told that nothing is asked of it."""

    permission_classes = [ByKey]

    @described
    def get(self, request: Request) -> Response:
        key = check_key(request.headers.get("X-API-Key", ""), origin=request.headers.get("Origin", ""))
        clinic = request._request.clinic
        if clinic is not None and clinic.pk != key.clinic.pk:
            raise NotAllowed("This API key belongs to another clinic than this address.")
        limit_challenges(key, counted_address(request._request))
        with clinic_context(key.clinic):
            told = offered(timezone.now()) if key.is_site else {"provider": ""}
        return Response(told, headers={"Cache-Control": "no-store"})

    @classmethod
    def as_view(cls, **options: Any) -> Any:
        return with_cors(super().as_view(**options), methods=("GET",))
