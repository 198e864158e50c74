"""What programs do to one lead: to the archive and back, and merged with another."""

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from leads.api import examples
from leads.api.bodies import fields_of, number, words_by_name
from leads.api.lead_schema import LEAD
from leads.api.shape import SHOWN_ROWS, SHOWN_SETS, shown
from leads.models import Lead
from leads.services.many import CHANGE, Done
from leads.services.merging_leads import CHOICES, merge_leads, oldest_of
from leads.services.operations import archive, restore
from tenants.desk.api.schema import CONFLICT
from tenants.desk.api.views import HouseAPIView

NOTHING = {"type": "object", "properties": {}, "additionalProperties": False}
MERGE = {
    "type": "object",
    "required": ["other"],
    "properties": {
        "other": {"type": "integer", "description": "The lead that is the same person."},
        "survivor": {"type": "integer", "description": "One of the two; the older unless said."},
        "fields": {
            "type": "object",
            "description": "Whose value stays: that of the one who survives unless said, or of the other, who does "
            f"not. Of {', '.join(CHOICES)}, and custom.<key> of the clinic's own fields.",
            "additionalProperties": {"type": "string", "enum": ["survivor", "other"]},
        },
    },
    "additionalProperties": False,
    "example": examples.MERGE,
}


def seen_by(request: Request) -> QuerySet[Lead]:
    """What the reader sees, with what `shown` needs."""
    visible = Lead.objects.visible_to(request.user)
    into = visible.filter(pk=OuterRef("merged_into")).order_by().values("pk")
    rows = visible.select_related(*SHOWN_ROWS).annotate(leads_on_to=Subquery(into))
    return rows.prefetch_related(*SHOWN_SETS)


def one_lead(request: Request, lead_id: int) -> Lead:
    """Raises NotThere for one that is not there or not theirs: the same answer."""
    return seen_by(request).filter(pk=lead_id).first() or _gone()


class LeadArchiveView(HouseAPIView):
    """A repeat changes nothing more."""

    permission = CHANGE

    @extend_schema(summary="Archive a lead", request={"application/json": NOTHING}, responses={200: LEAD})
    def post(self, request: Request, lead_id: int) -> Response:
        return _do(request, lead_id, archive)


class LeadRestoreView(HouseAPIView):
    """A repeat changes nothing more; a lead that was merged stays where it went."""

    permission = CHANGE

    @extend_schema(summary="Restore a lead", request={"application/json": NOTHING}, responses={200: LEAD})
    def post(self, request: Request, lead_id: int) -> Response:
        return _do(request, lead_id, restore)


class LeadMergeView(HouseAPIView):
    """The answer is who survived; both numbers lead there."""

    permission = CHANGE

    @extend_schema(
        summary="Merge two leads that are one person",
        request={"application/json": MERGE},
        responses={200: LEAD, 409: CONFLICT},
    )
    def post(self, request: Request, lead_id: int) -> Response:
        one_lead(request, lead_id)
        body = fields_of(request.data, ("other", "survivor", "fields"))
        older, newer = oldest_of(lead_id, number(body, "other"))
        survivor = number(body, "survivor") if "survivor" in body else older
        if survivor not in {older, newer}:
            raise NotThere
        other = newer if survivor == older else older
        chosen = words_by_name(body, "fields")
        merged = merge_leads(survivor, other, by=request.user, now=timezone.now(), chosen=chosen)
        answer = shown(one_lead(request, merged.lead.pk))
        return Response(answer | {"operation": merged.operation.pk})


def _do(request: Request, lead_id: int, deed: Callable[..., Done]) -> Response:
    one_lead(request, lead_id)
    fields_of(request.data, ())
    done = deed([lead_id], by=request.user, now=timezone.now())
    if done.out_of_sight:
        raise NotThere
    return Response(shown(one_lead(request, lead_id)))


def _gone() -> Any:
    raise NotThere
