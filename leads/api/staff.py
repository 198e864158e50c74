"""Leads for the programs of whoever is logged in: what they see in the desk, and nothing more (F:T9)."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from leads.api.shape import LEAD, PATCH, read_change, shown
from leads.api.views import LeadIntakeView
from leads.models import Lead
from leads.services.editing import change_lead
from leads.services.many import CHANGE
from tenants.desk.api.paging import paged
from tenants.desk.api.permissions import ByKey
from tenants.desk.api.schema import CONFLICT, PAGING, page_of
from tenants.desk.api.views import ByPermission, HouseAPIView, StaffSession

READS = {"GET", "HEAD"}
SHOWN_ROWS = ("stage", "assigned_to", "treatment")
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The version that was read.")


def _seen_by(request: Request) -> QuerySet[Lead]:
    rows = Lead.objects.visible_to(request.user).select_related(*SHOWN_ROWS)
    return rows.prefetch_related("identities")


class LeadsView(LeadIntakeView):
    """GET is for staff, by their session; POST stays the intake, by its key, exactly as on the platform's host."""

    permission = "leads.view_lead"

    def get_authenticators(self) -> list[Any]:
        return [StaffSession()] if self._is_read() else []

    def get_permissions(self) -> list[Any]:
        return [ByPermission()] if self._is_read() else [ByKey()]

    def _is_read(self) -> bool:
        """Also for the description of the API, which is made without a request."""
        return self.request is not None and self.request.method in READS

    @extend_schema(
        summary="Leads, whoever wrote last first; without the archived",
        parameters=PAGING,
        responses={200: page_of(LEAD)},
    )
    def get(self, request: Request) -> Response:
        return paged(request, _seen_by(request).current(), shown)


class LeadView(HouseAPIView):
    """One lead. 404 for one that is not there or not yours; 409 when If-Match is not its version any more."""

    permission = "leads.view_lead"
    writing_permission = CHANGE

    @extend_schema(summary="One lead", responses={200: LEAD})
    def get(self, request: Request, lead_id: int) -> Response:
        return Response(shown(_one(request, lead_id)))

    @extend_schema(
        summary="Change a lead",
        request={"application/json": PATCH},
        parameters=[IF_MATCH],
        responses={200: LEAD, 409: CONFLICT},
    )
    def patch(self, request: Request, lead_id: int) -> Response:
        _one(request, lead_id)
        version = request.headers.get("If-Match", "").strip().strip('"')
        change_lead(
            lead_id,
            read_change(request.data),
            by=request.user,
            now=timezone.now(),
            version="" if version == "*" else version,
        )
        return Response(shown(Lead.objects.select_related(*SHOWN_ROWS).get(pk=lead_id)))


def _one(request: Request, lead_id: int) -> Lead:
    lead = _seen_by(request).filter(pk=lead_id).first()
    if lead is None:
        raise NotThere
    return lead
