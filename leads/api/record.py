"""Notes and tags of a lead for programs (F:L4, L5)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import NotThere
from leads.api import examples
from leads.api.bodies import fields_of, text, texts, wrong, yes_or_no
from leads.api.lead_schema import LEAD
from leads.api.one import one_lead
from leads.api.shape import shown
from leads.models import Note
from leads.services.many import CHANGE
from leads.services.notes import LONGEST, WRITTEN_BY_PEOPLE, add_note, edit_note, pin_note, remove_note
from leads.services.tags import tag_leads
from tenants.desk.api.paging import paged
from tenants.desk.api.schema import PAGING, page_of
from tenants.desk.api.views import HouseAPIView

_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_BODY = {"type": "string", "maxLength": LONGEST, "description": "@name tells a colleague."}
_KIND = {"type": "string", "enum": [str(kind) for kind in WRITTEN_BY_PEOPLE]}
_NAMES = {"type": "array", "items": _TEXT}
NOTE = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "kind": _TEXT,
        "body": _TEXT,
        "at": _TIME,
        "by": {**_TEXT, "nullable": True},
        "edited_at": {**_TIME, "nullable": True},
        "is_pinned": {"type": "boolean"},
    },
}
NEW = {
    "type": "object",
    "required": ["body"],
    "properties": {"body": _BODY, "kind": _KIND},
    "example": examples.NOTE,
}
CHANGED = {
    "type": "object",
    "properties": {"body": _BODY, "is_pinned": {"type": "boolean"}},
    "example": examples.NOTE_CHANGE,
}
TAGS = {"type": "object", "properties": {"add": _NAMES, "remove": _NAMES}, "example": examples.TAGS}
REMOVED = {
    "type": "object",
    "properties": {"operation": {"type": "integer", "description": "Takes it back, for 30 days."}},
}


class LeadNotesView(HouseAPIView):
    permission = "leads.view_lead"
    writing_permission = CHANGE

    @extend_schema(summary="Notes of a lead, newest first", parameters=PAGING, responses={200: page_of(NOTE)})
    def get(self, request: Request, lead_id: int) -> Response:
        return paged(request, one_lead(request, lead_id).notes.filter(removed_at=None).select_related("by"), _told)

    @extend_schema(summary="Write a note", request={"application/json": NEW}, responses={201: NOTE})
    def post(self, request: Request, lead_id: int) -> Response:
        one_lead(request, lead_id)
        body = fields_of(request.data, NEW["properties"])
        said = {"body": text(body, "body"), "kind": text(body, "kind", Note.Kind.NOTE)}
        note = add_note(lead_id, **said, by=request.user, now=timezone.now())
        return Response(_told(note), status=201)


class LeadNoteView(HouseAPIView):
    """A note is reached below its own lead only."""

    permission = CHANGE

    @extend_schema(summary="Pin or reword a note", request={"application/json": CHANGED}, responses={200: NOTE})
    def patch(self, request: Request, lead_id: int, note_id: int) -> Response:
        _check(request, lead_id, note_id)
        body, said = fields_of(request.data, CHANGED["properties"]), {"by": request.user, "now": timezone.now()}
        if not body:
            wrong("is_pinned", _("true or false."))
        if "body" in body:
            edit_note(note_id, body=text(body, "body"), **said)
        if "is_pinned" in body:
            pin_note(note_id, is_pinned=yes_or_no(body, "is_pinned"), **said)
        return Response(_told(Note.objects.select_related("by").get(pk=note_id)))

    @extend_schema(summary="Remove a note, for thirty days to be brought back", responses={200: REMOVED})
    def delete(self, request: Request, lead_id: int, note_id: int) -> Response:
        _check(request, lead_id, note_id)
        operation = remove_note(note_id, by=request.user, now=timezone.now())
        return Response({"operation": operation.pk})


class LeadTagsView(HouseAPIView):
    """A tag that there is not yet is made; upper and lower case are one."""

    permission = CHANGE

    @extend_schema(summary="Tag a lead", request={"application/json": TAGS}, responses={200: LEAD})
    def post(self, request: Request, lead_id: int) -> Response:
        one_lead(request, lead_id)
        body = fields_of(request.data, TAGS["properties"])
        said = {"add": texts(body, "add"), "remove": texts(body, "remove")}
        tag_leads([lead_id], **said, by=request.user, now=timezone.now())
        return Response(shown(one_lead(request, lead_id)))


def _check(request: Request, lead_id: int, note_id: int) -> None:
    one_lead(request, lead_id)
    if not Note.objects.filter(pk=note_id, lead=lead_id, removed_at=None).exists():
        raise NotThere


def _told(note: Note) -> dict[str, Any]:
    return {
        "id": note.pk,
        "kind": note.kind,
        "body": note.body,
        "at": note.at,
        "by": str(note.by) if note.by else None,
        "edited_at": note.edited_at,
        "is_pinned": note.pinned_at is not None,
    }
