"""Leads for the programs of whoever is logged in: what they see in the desk, and nothing more (F:T9)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from leads.api.changes import CHANCE, HEAT, Sent, read_change, read_new
from leads.api.deleting import TYPED, delete_one
from leads.api.finding import ASKED, BEHIND, asked_for, behind
from leads.api.intake_shape import described_beside
from leads.api.lead_schema import LEAD, PATCH
from leads.api.one import one_lead, seen_by
from leads.api.shape import shown
from leads.api.versions import IF_MATCH, version_read
from leads.api.views import LeadIntakeView
from leads.api.whole import WHOLE, whole
from leads.services.chances import pin_probability, release_probability
from leads.services.editing import change_lead
from leads.services.follow_ups import change_follow_up
from leads.services.heat.pinning import pin, release
from leads.services.many import CHANGE
from leads.services.merging_leads import lead_behind
from leads.services.new_lead import write_down
from tenants.desk.api.paging import paged
from tenants.desk.api.permissions import ByKey
from tenants.desk.api.schema import CONFLICT, PAGING, page_of
from tenants.desk.api.views import ByPermission, HouseAPIView, StaffSession

KEY, READS = "X-API-Key", {"GET", "HEAD"}
STAFF = """Without an API key, by the session of a colleague, it writes a lead down: the fields of PATCH and name,
phone, email, interest. 201 and the lead, or 409 for somebody who exists."""


class LeadsView(LeadIntakeView, HouseAPIView):
    """GET is for staff, by their session. POST with an API key is the intake, exactly as on the platform's host;
    without one it is a colleague who writes a lead down."""

    permission = "leads.view_lead"
    writing_permission = CHANGE

    @classmethod
    def as_view(cls, **options: Any) -> Any:
        """While the clinic is suspended the intake goes on, and colleagues change nothing."""
        view = super().as_view(**options)
        view.works_while_suspended = lambda request: KEY in request.headers
        return view

    def get_authenticators(self) -> list[Any]:
        return [] if self._is_intake() else [StaffSession()]

    def get_permissions(self) -> list[Any]:
        return [ByKey()] if self._is_intake() else [ByPermission()]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The intake reads its bytes itself, also none."""
        parent = super(HouseAPIView, self) if self._is_intake() else super()
        parent.initial(request, *args, **kwargs)

    def _is_intake(self) -> bool:
        """Also for the description of the API, made without a key; what neither takes is 405 by the intake."""
        if self.request is None or self.request.method != "POST":
            return self.request is None or self.request.method not in READS
        return KEY in self.request.headers or getattr(self, "swagger_fake_view", False)

    @extend_schema(
        summary="Leads, whoever wrote last first; without the archived, unless asked",
        parameters=[*ASKED, BEHIND, *PAGING],
        responses={200: page_of(LEAD)},
    )
    def get(self, request: Request) -> Response:
        rows = asked_for(seen_by(request), request.query_params, reader=request.user)
        return paged(request, rows, shown, behind(request, rows))

    @described_beside(STAFF, LEAD)
    def post(self, request: Request) -> Response:
        if self._is_intake():
            return super().post(request)
        person, more = read_new(request.data)
        lead = write_down(person, more, by=request.user, now=timezone.now())
        return Response(_shown_now(request, lead.pk), status=201)


class LeadView(HouseAPIView):
    """One lead. 404 for one that is not there or not yours; 409 when If-Match is not its version any more."""

    permission = "leads.view_lead"
    writing_permission = CHANGE

    @extend_schema(summary="One lead; of a merged one's number, who it was merged into", responses={200: WHOLE})
    def get(self, request: Request, lead_id: int) -> Response:
        lead = lead_behind(seen_by(request), lead_id)
        if lead is None:
            raise NotThere
        was_merged = {"merged_into": lead.pk} if lead.pk != lead_id else {}
        return Response(whole(lead) | was_merged)

    @extend_schema(
        summary="Change a lead",
        request={"application/json": PATCH},
        parameters=[IF_MATCH],
        responses={200: LEAD, 409: CONFLICT},
    )
    def patch(self, request: Request, lead_id: int) -> Response:
        one_lead(request, lead_id)
        _change(lead_id, read_change(request.data), request, version=version_read(request))
        return Response(_shown_now(request, lead_id))

    @extend_schema(summary="Delete a lead for good", parameters=[TYPED], responses={204: None})
    def delete(self, request: Request, lead_id: int) -> Response:
        """For an Admin, and never undone."""
        delete_one(one_lead(request, lead_id).pk, request)
        return Response(status=204)


@transaction.atomic
def _change(lead_id: int, sent: Sent, request: Request, *, version: str) -> None:
    said = {"by": request.user, "now": timezone.now()}
    change_lead(lead_id, sent.columns, version=version, given=sent.given, **said)
    if sent.follow_up:
        change_follow_up(lead_id, sent.follow_up, **said)
    for name, value in sent.by_hand.items():
        set_by_hand, let_go = _PINNING[name]
        let_go(lead_id, **said) if value is None else set_by_hand(lead_id, value, **said)


_PINNING = {CHANCE: (pin_probability, release_probability), HEAT: (pin, release)}


def _shown_now(request: Request, lead_id: int) -> dict[str, Any]:
    """Whole, or its number alone: given to a colleague it may be out of sight."""
    found = seen_by(request).filter(pk=lead_id).first()
    return shown(found) if found else {"id": lead_id}
