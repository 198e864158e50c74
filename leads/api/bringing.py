"""Lists of leads for programs: a file, or many leads in one body. Both are jobs (F:I8, I10; H:L3)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.lib.errors import InvalidData, NotAllowed, TooLarge, Unreadable
from leads.api.bringing_schema import BULK, FILE, JOB_OF_LIST, TOO_LARGE
from leads.api.intake_shape import SENT_AS
from leads.models import LeadImport
from leads.services.importing.limits import most_bytes
from leads.services.importing.sent import BULK_SCOPE, MOST_BULK_BYTES, intake_mapping, lead_lines, take_sent
from leads.services.importing.taking import Sender
from leads.services.importing.telling import list_told
from leads.services.limits import limit
from tenants.audit.origin import by_key
from tenants.context import clinic_context
from tenants.desk.address import counted_address
from tenants.desk.api.bodies import parse_json, raw_body
from tenants.desk.api.permissions import ByKey
from tenants.desk.api.schema import CONFLICT
from tenants.desk.api.views import ByPermission, HouseAPIView, StaffSession
from tenants.keys.services.check import Key, check_key
from tenants.keys.services.use import used
from tenants.runs.services.starting import demand_workers

KEY, LONGEST_KEY = "X-API-Key", 200
CHUNK = 64 * 1024
ANSWERS = {202: JOB_OF_LIST, 409: CONFLICT, 413: TOO_LARGE}


class BringView(HouseAPIView):
    """By the session of whoever may import, or by a secret key that was made for it, on its own clinic's host."""

    permission = "leads.import_lead"

    def get_authenticators(self) -> list[Any]:
        return [] if self._is_by_key() else [StaffSession()]

    def get_permissions(self) -> list[Any]:
        return [ByKey()] if self._is_by_key() else [ByPermission()]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Bodies of any type: each view reads its own."""
        super(HouseAPIView, self).initial(request, *args, **kwargs)

    def _is_by_key(self) -> bool:
        return self.request is not None and KEY in self.request.headers

    def taken(self, request: Request, take: Callable[[Mapping[str, Any]], LeadImport]) -> Response:
        """202 and the job. Nothing is read of the body before somebody may, and a worker can be woken."""
        now = timezone.now()
        with ExitStack() as inside:
            key = self.key(request, inside)
            demand_workers()
            sender = Sender("API", key.id if key else None, _idempotency_key(request))
            brought = take({"by": None if key else request.user, "sender": sender, "now": now})
            if key:
                used(key, now)
            told = list_told(brought)
        return Response(told, status=202, headers={"Location": told["status_url"]})

    def key(self, request: Request, inside: ExitStack) -> Key | None:
        """Whose key it is, at work in its clinic until the end of `inside`; None for a session."""
        if not self._is_by_key():
            return None
        key = check_key(request.headers[KEY], origin=request.headers.get("Origin", ""))
        if key.clinic.pk != request._request.clinic.pk:
            raise NotAllowed("This API key belongs to another clinic than this address.")
        if key.is_site or not key.may(BULK_SCOPE):
            raise NotAllowed("This API key may not bring many leads.")
        limit(key, counted_address(request._request))
        contexts: tuple[AbstractContextManager, ...] = (clinic_context(key.clinic), by_key(key.shown))
        for one in contexts:
            inside.enter_context(one)
        return key


class LeadFileView(BringView):
    """POST a file, CSV, XLSX, JSON or JSON Lines of at most 10 MB, as a form's field `file` or as the body."""

    @extend_schema(
        summary="Bring a file of leads",
        request=FILE,
        responses={202: JOB_OF_LIST, 409: CONFLICT, 413: TOO_LARGE},
        parameters=[SENT_AS],
    )
    def post(self, request: Request) -> Response:
        return self.taken(request, lambda who: _file_taken(request._request, who))


class LeadBulkView(BringView):
    """POST up to 1 000 leads as JSON, each as the intake has it."""

    @extend_schema(
        summary="Bring up to 1 000 leads",
        request={"application/json": BULK},
        responses={202: JOB_OF_LIST, 409: CONFLICT, 413: TOO_LARGE},
        parameters=[SENT_AS],
    )
    def post(self, request: Request) -> Response:
        return self.taken(request, lambda who: _bulk_taken(request, who))


def _file_taken(request: HttpRequest, who: Mapping[str, Any]) -> LeadImport:
    is_form = request.content_type == "multipart/form-data"
    if is_form and "file" not in request.FILES:
        raise InvalidData(_("Send the file in a field called file."), fields={"file": [_("There is no file.")]})
    if is_form:
        sent = request.FILES["file"]
        name, chunks = sent.name or "", sent.chunks(CHUNK)
        said = {one: request.POST.get(one, "") for one in ("mapping", "options")}
    else:
        name, chunks = request.GET.get("name", ""), _chunks(request)
        said = {one: request.GET.get(one, "") for one in ("mapping", "options")}
    told = {one: _object(one, text) for one, text in said.items()}
    return take_sent(name, chunks, mapping=told["mapping"], options=told["options"], **who)


def _bulk_taken(request: Request, who: Mapping[str, Any]) -> LeadImport:
    body = parse_json(raw_body(request, limit=MOST_BULK_BYTES))
    leads = body.get("leads") if isinstance(body, dict) else body
    lines = lead_lines(leads)
    return take_sent("leads.jsonl", [lines], mapping=intake_mapping(leads), options={}, **who)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    most = most_bytes()
    while chunk := request.read(CHUNK):
        most -= len(chunk)
        if most < 0:
            raise TooLarge(_("Send at most %(megabytes)d MB.") % {"megabytes": most_bytes() // 1024**2})
        yield chunk


def _object(name: str, text: str) -> dict[str, Any] | None:
    """A JSON object in a field; None for nothing said."""
    try:
        found = parse_json(text.encode(errors="replace")) if text else None
    except Unreadable:
        found = text
    if found is not None and not isinstance(found, dict):
        raise InvalidData(_("Send a JSON object."), fields={name: [_("Send a JSON object.")]})
    return found


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise InvalidData(f"An Idempotency-Key has at most {LONGEST_KEY} printable characters.")
    return key or None
