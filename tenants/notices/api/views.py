"""Notices for programs of the person who is told them: nobody else's are found."""

from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import InvalidData
from tenants.desk.access import ANY_STAFF
from tenants.desk.api.paging import MOST, paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView
from tenants.middleware import works_while_suspended
from tenants.notices.models import Notice
from tenants.notices.services import reading

NOTICE = {
    "type": "object",
    "required": ["id", "kind", "title", "body", "link", "created_at", "is_read"],
    "properties": {
        "id": {"type": "integer"},
        "kind": {"type": "string"},
        "title": {"type": "string", "description": "In the reader's language."},
        "body": {"type": "string"},
        "link": {"type": "string", "description": "A path of this host, or empty."},
        "created_at": {"type": "string", "format": "date-time"},
        "is_read": {"type": "boolean"},
    },
}
READ = {
    "type": "object",
    "description": "Either of the two.",
    "properties": {
        "ids": {"type": "array", "items": {"type": "integer"}, "maxItems": MOST},
        "all": {"type": "boolean", "enum": [True]},
    },
}
BIGGEST = 2**63 - 1


class NoticesView(HouseAPIView):
    permission = ANY_STAFF

    @extend_schema(summary="My notices, newest first", parameters=PAGING, responses={200: page_of(NOTICE)})
    def get(self, request: Request) -> Response:
        return paged(request, Notice.objects.visible_to(request.user), _shown)


@method_decorator(works_while_suspended, name="dispatch")
class ReadNoticesView(HouseAPIView):
    permission = ANY_STAFF

    @extend_schema(
        summary="Mark notices of mine as read",
        request={"application/json": READ},
        responses={200: {"type": "object", "properties": {"read": {"type": "integer"}}}},
    )
    def post(self, request: Request) -> Response:
        """{"ids": [1, 2]} or {"all": true}; others' ids and unknown ones change nothing."""
        return Response({"read": reading.read_many(request.user, _wanted(request.data), now=timezone.now())})


def _wanted(data: Any) -> list[int] | None:
    """None is all. Raises InvalidData for anything but one of the two."""
    given = data if isinstance(data, dict) and len(data) == 1 else {}
    if given.get("all") is True:
        return None
    ids = given.get("ids")
    if isinstance(ids, list) and len(ids) <= MOST and all(type(one) is int and 0 < one <= BIGGEST for one in ids):
        return ids
    said = _("At most %(most)d whole numbers, or instead of them all: true.") % {"most": MOST}
    raise InvalidData(f"ids: {said}", fields={"ids": [said]})


def _shown(notice: Notice) -> dict[str, Any]:
    words = reading.told(notice)
    return {
        "id": words.id,
        "kind": words.kind,
        "title": words.title,
        "body": words.body,
        "link": words.link,
        "created_at": words.created_at.isoformat(),
        "is_read": words.is_read,
    }
