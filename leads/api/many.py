"""Actions on many leads for programs: those of the list's registry, on ids or a search, tried first if wished."""

from collections.abc import Iterable, Mapping
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
from leads.api.lead_schema import ON_MOVING
from leads.models import Lead
from leads.services.finding.filters import singled_out
from leads.services.many import CHANGE, MOST, Done
from tenants.desk.api.views import HouseAPIView
from tenants.staff.models import User

CHANGED, ALREADY, CONFLICT, OUT_OF_SIGHT = "changed", "already", "conflict", "out_of_sight"
FIELDS = ("action", "ids", "filter", "values", "dry_run")
BODY = {
    "type": "object",
    "example": examples.ACTION,
    "required": ["action"],
    "properties": {
        "action": {"type": "string", "description": "As in the list: move, assign, archive, restore, and more."},
        "ids": {"type": "array", "items": {"type": "integer"}, "maxItems": MOST},
        "filter": {
            "type": "object",
            "description": "In place of ids: the filters of GET /api/v1/leads, at least one.",
        },
        "values": {
            "type": "object",
            "description": 'What the action asks, as {"move": 3}, and what a stage asks besides, as in PATCH.',
        },
        "dry_run": {"type": "boolean", "description": "Say what would happen, and change nothing."},
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
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "id": {"type": "integer"},
                    "result": {"type": "string", "enum": [CHANGED, ALREADY, CONFLICT, OUT_OF_SIGHT]},
                    "detail": {"type": "string", "description": "Of a conflict: who said what stands there."},
                },
            },
        },
    },
}


class LeadActionsView(HouseAPIView):
    """All or nothing: an action that is refused has changed no lead (F:T20)."""

    permission = CHANGE

    @extend_schema(
        summary="Do something to many leads", request={"application/json": BODY}, responses={200: ANSWER}
    )
    def post(self, request: Request) -> Response:
        body = fields_of(request.data, FIELDS)
        action = _action(text(body, "action"), request.user)
        is_dry = yes_or_no(body, "dry_run")
        with transaction.atomic():
            wanted = _wanted(body, request.user)
            seen = _seen(wanted, request.user)
            done = action.run(wanted, request.user, _chosen(body, action), timezone.now())
            told = _told(done, wanted, seen)
            if is_dry:
                transaction.set_rollback(True)
        operation = done.operation.pk if done.operation and not is_dry else None
        return Response(told | {"dry_run": is_dry, "operation": operation})


def _action(name: str, by: User) -> LeadAction:
    found = next((one for one in actions_for(by) if one.name == name), None)
    return found or wrong("action", _("This does not exist."))


def _wanted(body: Mapping[str, Any], by: User) -> list[int]:
    if ("ids" in body) == ("filter" in body):
        raise InvalidData(_("Send ids or a filter."), fields={"ids": [_("Send ids or a filter.")]})
    if "ids" in body:
        return sorted(set(numbers(body, "ids")))
    asked = read_filter(body["filter"])
    rows = singled_out(Lead.objects.visible_to(by), asked, reader=by, now=timezone.now())
    return sorted(rows.order_by().values_list("pk", flat=True)[: MOST + 1])


def _chosen(body: Mapping[str, Any], action: LeadAction) -> Chosen:
    values = body.get("values", {})
    if not isinstance(values, Mapping):
        wrong("values", _("Send one JSON object."))
    fields_of(values, {action.name, *(ON_MOVING if action.asked else ())} if action.choices else ())
    choice = values.get(action.name, "")
    if type(choice) not in (int, str):
        wrong(action.name, _("An id, or a text."))
    return Chosen(str(choice), read_given(values))


def _seen(wanted: Iterable[int], by: User) -> set[int]:
    return set(Lead.objects.visible_to(by).filter(pk__in=list(wanted)).order_by().values_list("pk", flat=True))


def _told(done: Done, wanted: list[int], seen: set[int]) -> dict[str, Any]:
    kept = {pk: ALREADY if pk in seen else OUT_OF_SIGHT for pk in wanted} | dict.fromkeys(done.pks, CHANGED)
    kept |= dict.fromkeys(done.conflicts, CONFLICT)
    more = {pk: {"detail": sentence} for pk, sentence in done.conflicts.items()}
    results = [{"id": pk, "result": kept[pk]} | more.get(pk, {}) for pk in wanted]
    numbers = {name: getattr(done, name) for name in ("changed", "already", "out_of_sight")}
    return numbers | {"conflicts": len(done.conflicts), "results": results}
