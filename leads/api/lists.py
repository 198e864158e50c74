"""What became of a list that a program brought: its job, its numbers, and each row."""

from contextlib import ExitStack
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from leads.api.bringing import BringView
from leads.api.bringing_schema import LIST
from leads.models import LeadImport
from leads.services.importing.telling import list_told, row_told, rows_told
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING


class LeadListView(BringView):
    """Kept for 30 days (F:I22). By the key that brought it, or by whoever sees it in the desk."""

    @extend_schema(
        summary="What became of a list, row by row",
        parameters=PAGING,
        responses={200: LIST},
    )
    def get(self, request: Request, import_id: int) -> Response:
        with ExitStack() as inside:
            key = self.key(request, inside)
            rows = LeadImport.objects.filter(key_id=key.id) if key else LeadImport.objects.visible_to(request.user)
            brought = rows.filter(pk=import_id).first()
            if brought is None:
                raise NotThere
            page: dict[str, Any] = paged(request, rows_told(brought), row_told).data
            return Response(list_told(brought) | {"rows": page})
