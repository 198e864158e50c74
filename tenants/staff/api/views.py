"""Colleagues, for programs of whoever may see them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView
from tenants.staff.models import User
from tenants.staff.services.shifts import is_on_shift, zone_of_clinic

PERSON = {
    "type": "object",
    "required": ["id", "name", "role", "languages", "is_active", "on_shift"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string"},
        "role": {"type": "string"},
        "languages": {"type": "array", "items": {"type": "string", "description": "ISO 639-1."}},
        "is_active": {"type": "boolean"},
        "on_shift": {"type": "boolean", "description": "Now."},
    },
}


class StaffView(HouseAPIView):
    permission = "staff.view_user"

    @extend_schema(summary="Staff, by name", parameters=PAGING, responses={200: page_of(PERSON)})
    def get(self, request: Request) -> Response:
        now, zone = timezone.now(), zone_of_clinic()
        rows = User.objects.visible_to(request.user).order_by("full_name", "email", "pk")

        def shown(person: User) -> dict[str, Any]:
            return {
                "id": person.pk,
                "name": str(person),
                "role": person.role,
                "languages": person.languages,
                "is_active": person.is_active,
                "on_shift": is_on_shift(person, now, clinics_zone=zone),
            }

        return paged(request, rows.prefetch_related("groups", "hours"), shown)
