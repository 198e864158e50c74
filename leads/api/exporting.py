"""Leads as files for programs: asked for by POST, because it leaves a line in the trail (F:W7, H:E3)."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import InvalidData
from crm.lib.sheets import KINDS
from leads.api.bodies import fields_of, numbers, text, texts, wrong
from leads.api.finding import read_filter
from leads.export_answers import file_answer
from leads.models import Export
from leads.services.exporting.columns import columns_for
from leads.services.exporting.fetching import ready_export
from leads.services.exporting.making import EXPORT, begin_export
from leads.services.exporting.wish import Wish, last_choice, wish
from leads.services.many import MOST
from tenants.desk.api.schema import ERROR
from tenants.desk.api.views import HouseAPIView
from tenants.runs.api.views import JOB
from tenants.runs.services.telling import status_of

FIELDS = ("format", "columns", "filter", "ids", "heading")
KEYS, WORDS = "keys", "words"
_FILE = {"type": "string", "format": "binary"}
FILES = {(200, one.content_type.partition(";")[0]): _FILE for one in KINDS.values() if one.name != "json"}
FILES[(200, "application/json")] = {"type": "array", "items": {"type": "object"}}
BODY = {
    "type": "object",
    "example": {"format": "csv", "columns": ["name", "phone", "stage"], "filter": {"source": "website"}},
    "required": ["format"],
    "properties": {
        "format": {"type": "string", "enum": list(KINDS)},
        "columns": {
            "type": "array",
            "items": {"type": "string"},
            "description": "As GET names them; those of last time unless said. id and do_not_contact always.",
        },
        "filter": {"type": "object", "description": "The filters of GET /api/v1/leads; all leads without any."},
        "ids": {"type": "array", "items": {"type": "integer"}, "maxItems": MOST},
        "heading": {"type": "string", "enum": [KEYS, WORDS], "description": "keys unless said."},
    },
    "additionalProperties": False,
}
OFFERED = {
    "type": "object",
    "properties": {
        "formats": {"type": "array", "items": {"type": "string"}},
        "columns": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "key": {"type": "string"},
                    "label": {"type": "string"},
                    "always": {"type": "boolean"},
                    "chosen": {"type": "boolean", "description": "Last time, or as usual."},
                },
            },
        },
    },
}
_WHERE = {"type": "string", "description": "Where the file will be: 404 until it is done."}
BEGUN = JOB | {"properties": JOB["properties"] | {"download_url": _WHERE}}
TOO_MANY = OpenApiResponse(ERROR, description="Five exports within an hour, or too many leads within a day.")


class FileView(HouseAPIView):
    """Answers with a file, whatever the sender says it accepts."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force=True)


class LeadExportView(FileView):
    """Up to 500 leads are the answer; of more a worker makes a file, which is kept for 24 hours."""

    permission = EXPORT

    @extend_schema(summary="What an export of leads may hold", responses={200: OFFERED})
    def get(self, request: Request) -> Response:
        chosen = set(last_choice(request.user).columns)
        columns = [
            {
                "key": one.key,
                "label": str(one.label),
                "always": one.always,
                "chosen": one.always or one.key in chosen,
            }
            for one in columns_for(request.user)
        ]
        return Response({"formats": list(KINDS), "columns": columns})

    @extend_schema(
        summary="Export leads",
        request={"application/json": BODY},
        responses=FILES | {202: BEGUN, 429: TOO_MANY},
    )
    def post(self, request: Request) -> HttpResponseBase:
        asked = _wish(fields_of(request.data, FIELDS), request)
        made = begin_export(asked, by=request.user, now=timezone.now())
        if made.ready_at:
            return file_answer(request._request, made)
        where = reverse("lead-export-file", urlconf="crm.urls_clinic", args=[made.pk])
        told = status_of(made.run)
        return Response(told | {"download_url": where}, status=202, headers={"Location": told["status_url"]})


class ExportFileView(FileView):
    """One's own, for 24 hours."""

    permission = EXPORT

    @extend_schema(summary="The file of an export", responses=FILES)
    def get(self, request: Request, export_id: uuid.UUID) -> HttpResponseBase:
        found: Export = ready_export(export_id, by=request.user, now=timezone.now())
        return file_answer(request._request, found)


def _wish(body: Mapping[str, Any], request: Request) -> Wish:
    if "ids" in body and "filter" in body:
        raise InvalidData(_("Send ids or a filter."), fields={"ids": [_("Send ids or a filter.")]})
    heading = text(body, "heading", KEYS)
    if heading not in (KEYS, WORDS):
        wrong("heading", _("This does not exist."))
    return wish(
        text(body, "format"),
        texts(body, "columns") if "columns" in body else None,
        by=request.user,
        query=read_filter(body["filter"]).urlencode() if "filter" in body else "",
        ids=numbers(body, "ids") if "ids" in body else None,
        by_key=heading == KEYS,
    )
