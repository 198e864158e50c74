"""Actions on many leads for programs: those of the list's registry, on ids or a search, tried first if wished."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import InvalidData
from leads.actions import Chosen, LeadAction, actions_for
from leads.api import examples
from leads.api.bodies import fields_of, numbers, text, wrong, yes_or_no
from leads.api.changes import read_given
from leads.api.finding import read_filter
from leads.api.jobs import JOB, RESULTS, accepted
from leads.api.lead_schema import ON_MOVING
from leads.models import Lead
from leads.services.bulk import AT_ONCE, MOST_AT_ALL
from leads.services.bulk.beginning import begin, refuse_too_many
from leads.services.bulk.confirming import FIELD, SURE, confirmed, mark_of, refuse_others
from leads.services.bulk.previewing import preview
from leads.services.bulk.results import results_of
from leads.services.finding.filters import singled_out
from leads.services.many import CHANGE, Done
from tenants.desk.api.views import HouseAPIView
from tenants.staff.models import User

FIELDS = ("action", "ids", "filter", "values", "dry_run", FIELD, SURE)
BODY = {
    "type": "object",
    "example": examples.ACTION,
    "required": ["action"],
    "properties": {
        "action": {"type": "string", "description": "As in the list: move, assign, archive, restore, and more."},
        "ids": {"type": "array", "items": {"type": "integer"}, "maxItems": MOST_AT_ALL},
        "filter": {
            "type": "object",
            "description": "In place of ids: the filters of GET /api/v1/leads, at least one.",
        },
        "values": {
            "type": "object",
            "description": 'What the action asks, as {"move": 3}, and what a stage asks besides, as in PATCH.',
        },
        "dry_run": {"type": "boolean", "description": "Say what would happen, and change nothing."},
        FIELD: {"type": "string", "description": 'Of what cannot be undone, typed out: "delete 12" for 12 leads.'},
        SURE: {
            "type": "string",
            "description": "As the dry run answered it: these very leads, or 422. What cannot be undone demands it "
            "with a filter.",
        },
    },
}
ANSWER = {
    "type": "object",
    "example": examples.DONE,
    "properties": {
        "changed": {"type": "integer"},
        "already": {"type": "integer"},
        "conflicts": {"type": "integer", "description": "There already, with something else said by a colleague."},
        "out_of_sight": {"type": "integer", "description": "Not there, or not yours."},
        "operation": {"type": "integer", "nullable": True, "description": "Takes it back, for 30 days."},
        "dry_run": {"type": "boolean"},
        SURE: {"type": "string", "description": "Of a try: of which leads it speaks, to be sent with the order."},
        "results": {
            "type": "array",
            "description": f"Empty for a try of more than {AT_ONCE}, of which the numbers alone are told.",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "result": {"type": "string", "enum": RESULTS},
                    "detail": {"type": "string", "description": "Of a conflict: who said what stands there."},
                },
            },
        },
    },
}


class LeadActionsView(HouseAPIView):
    """Up to 200 leads are all or nothing: an action that is refused has changed no lead (F:T20). More are worked on
    in the background, each told by itself: 202 and the job."""

    permission = CHANGE

    @extend_schema(
        summary="Do something to many leads",
        request={"application/json": BODY},
        responses={200: ANSWER, 202: JOB},
    )
    def post(self, request: Request) -> Response:
        body, now = fields_of(request.data, FIELDS), timezone.now()
        action = _action(text(body, "action"), request.user)
        chosen, wanted = _chosen(body, action), _wanted(body, request.user)
        if yes_or_no(body, "dry_run"):
            return Response(_tried(action, wanted, chosen, request.user, now))
        _refuse_others(body, action, wanted)
        chosen = confirmed(chosen, action, len(wanted), text(body, FIELD) if FIELD in body else "")
        if len(wanted) > AT_ONCE and not action.whole:
            return accepted(begin(action, wanted, chosen, by=request.user, now=now))
        with transaction.atomic():
            done = action.run(wanted, request.user, chosen, now)
            told = _told(done, wanted, request.user)
        operation = done.operation.pk if done.operation else None
        return Response(told | {"dry_run": False, "operation": operation})


def _refuse_others(body: Mapping[str, Any], action: LeadAction, wanted: list[int]) -> None:
    """A filter may find others by now, and as many: what cannot be undone is of those that were looked at."""
    if SURE in body or (action.confirm and "filter" in body):
        refuse_others(wanted, text(body, SURE) if SURE in body else "")


def _tried(action: LeadAction, wanted: list[int], chosen: Chosen, by: User, now: datetime) -> dict[str, Any]:
    if len(wanted) > AT_ONCE or action.whole:
        found = preview(action, wanted, chosen, by=by, now=now)
        numbers = {name: getattr(found, name) for name in ("changed", "already", "out_of_sight", "conflicts")}
        more = {"results": [], "looked_at": found.looked_at}
        return numbers | more | {"dry_run": True, "operation": None, SURE: mark_of(wanted)}
    with transaction.atomic():
        told = _told(action.run(wanted, by, replace(chosen, is_confirmed=True), now), wanted, by)
        transaction.set_rollback(True)
    return told | {"dry_run": True, "operation": None, SURE: mark_of(wanted)}


def _action(name: str, by: User) -> LeadAction:
    found = next((one for one in actions_for(by) if one.name == name), None)
    return found or wrong("action", _("This does not exist."))


def _wanted(body: Mapping[str, Any], by: User) -> list[int]:
    if ("ids" in body) == ("filter" in body):
        raise InvalidData(_("Send ids or a filter."), fields={"ids": [_("Send ids or a filter.")]})
    if "ids" in body:
        return sorted(set(numbers(body, "ids", most=MOST_AT_ALL)))
    asked = read_filter(body["filter"])
    rows = singled_out(Lead.objects.visible_to(by), asked, reader=by, now=timezone.now())
    found = sorted(rows.order_by().values_list("pk", flat=True)[: MOST_AT_ALL + 1])
    refuse_too_many(found)
    return found


def _chosen(body: Mapping[str, Any], action: LeadAction) -> Chosen:
    values = body.get("values", {})
    if not isinstance(values, Mapping):
        wrong("values", _("Send one JSON object."))
    fields_of(
        values, {action.name, *(ON_MOVING if action.asked else ())} if action.choices or action.writes else ()
    )
    choice = values.get(action.name, "")
    if type(choice) not in (int, str):
        wrong(action.name, _("An id, or a text."))
    return Chosen(str(choice), read_given(values))


def _told(done: Done, wanted: list[int], by: User) -> dict[str, Any]:
    kept = results_of(done, wanted, by=by)
    more = {pk: {"detail": sentence} for pk, sentence in done.conflicts.items()}
    results = [{"id": pk, "result": kept[pk]} | more.get(pk, {}) for pk in wanted]
    numbers = {name: getattr(done, name) for name in ("changed", "already", "out_of_sight")}
    return numbers | {"conflicts": len(done.conflicts), "results": results}
