"""How a lead is reached, and each time it was tried, for programs (F:L2, L14)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leads.api import examples
from leads.api.bodies import fields_of, maybe_moment, maybe_number, text, wrong
from leads.api.lead_schema import LEAD
from leads.api.one import one_lead
from leads.api.record import REMOVED
from leads.api.shape import shown
from leads.api.versions import IF_MATCH, version_read
from leads.models import ContactAttempt, Disposition, LossReason
from leads.services.attempts import Said, log_attempt
from leads.services.contacts import KINDS, keep_contact
from leads.services.contacts_away import remove_contact
from leads.services.many import CHANGE
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import CONFLICT, PAGING, page_of
from tenants.desk.api.views import HouseAPIView

_TEXT, _WHOLE, _TIME = {"type": "string"}, {"type": "integer"}, {"type": "string", "format": "date-time"}
_CHANNEL = {"type": "string", "enum": [str(value) for value in ContactAttempt.Channel.values]}
_RESULT = {"type": "string", "enum": [str(value) for value in Disposition.values]}
CONTACT = {
    "type": "object",
    "example": examples.CONTACT,
    "properties": {
        "phone": {**_TEXT, "maxLength": 64, "description": "In any spelling; this or a mail."},
        "email": {**_TEXT, "maxLength": 254},
        "instead_of": {
            **_WHOLE,
            "nullable": True,
            "description": "The id of the contact of the same kind that this one corrects.",
        },
    },
    "additionalProperties": False,
}
NEW = {
    "type": "object",
    "example": examples.ATTEMPT,
    "required": ["disposition"],
    "properties": {
        "disposition": _RESULT,
        "channel": {**_CHANNEL, "description": "call unless said."},
        "at": {**_TIME, "nullable": True, "description": "When to go on, where the result asks for it."},
        "reason": {"type": "string", "enum": ["", *map(str, LossReason.values)]},
        "note": _TEXT,
        "contact": {**_WHOLE, "nullable": True, "description": "Which number was wrong, by its id."},
    },
    "additionalProperties": False,
}
ATTEMPT = {
    "type": "object",
    "properties": {
        "id": _WHOLE,
        "channel": _CHANNEL,
        "disposition": _RESULT,
        "counted": {"type": "boolean", "description": "On the way to giving up."},
        "at": _TIME,
        "by": {**_TEXT, "nullable": True},
        "follow_up_at": {**_TIME, "nullable": True},
    },
}


class LeadContactsView(HouseAPIView):
    """A number or a mail more, or the right one instead of another."""

    permission = CHANGE

    @extend_schema(
        summary="Add a number or a mail, or correct one",
        request={"application/json": CONTACT},
        responses={200: LEAD, 409: CONFLICT},
    )
    def post(self, request: Request, lead_id: int) -> Response:
        one_lead(request, lead_id)
        body = fields_of(request.data, CONTACT["properties"])
        named = [kind for kind in KINDS if kind in body]
        if len(named) != 1:
            wrong("phone", _("Send a phone or an email."))
        old = maybe_number(body, "instead_of")
        asked = {"instead_of": old, "by": request.user, "now": timezone.now()}
        keep_contact(lead_id, named[0], text(body, named[0]), **asked)
        return Response(shown(one_lead(request, lead_id)))


class LeadContactView(HouseAPIView):
    """A contact is reached below its own lead only. The last way to reach somebody stays."""

    permission = CHANGE

    @extend_schema(
        summary="Remove a number or a mail, for thirty days to be brought back",
        parameters=[IF_MATCH],
        responses={200: REMOVED, 409: CONFLICT},
    )
    def delete(self, request: Request, lead_id: int, contact_id: int) -> Response:
        asked = {"version": version_read(request), "by": request.user, "now": timezone.now()}
        return Response({"operation": remove_contact(lead_id, contact_id, **asked).pk})


class LeadAttemptsView(HouseAPIView):
    """An attempt to reach somebody, by how it ended: stage, next step and stops follow as from the desk."""

    permission = "leads.view_lead"
    writing_permission = CHANGE

    @extend_schema(
        summary="Attempts to reach a lead, newest first", parameters=PAGING, responses={200: page_of(ATTEMPT)}
    )
    def get(self, request: Request, lead_id: int) -> Response:
        tried = one_lead(request, lead_id).contact_attempts.select_related("by")
        return paged(request, tried, _told)

    @extend_schema(
        summary="Note an attempt to reach a lead", request={"application/json": NEW}, responses={201: ATTEMPT}
    )
    def post(self, request: Request, lead_id: int) -> Response:
        one_lead(request, lead_id)
        body = fields_of(request.data, NEW["properties"])
        said = Said(
            at=maybe_moment(body, "at"),
            reason=text(body, "reason"),
            note=text(body, "note"),
            identity=maybe_number(body, "contact"),
        )
        attempt = log_attempt(
            lead_id,
            channel=text(body, "channel", ContactAttempt.Channel.CALL),
            disposition=text(body, "disposition"),
            said=said,
            by=request.user,
            now=timezone.now(),
        )
        return Response(_told(attempt), status=201)


def _told(attempt: ContactAttempt) -> dict[str, Any]:
    told = {name: getattr(attempt, name) for name in ("id", "channel", "disposition", "counted", "at")}
    return told | {"by": str(attempt.by) if attempt.by else None, "follow_up_at": attempt.follow_up_at}
