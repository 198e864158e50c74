"""WALK (HAZARDS 2): every address of the resolver, every method, with one's own ids and the neighbour's.

A parameter that FILLERS does not know fails the walk, so no address is born outside it.
"""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from comms.services.unsubscribing import stop_link
from crm.logs import HouseFormatter
from crm.testing import platform_rows
from crm.testing.canaries import Canary
from tenants.context import clinic_context
from tenants.desk.access import CLINIC, PLATFORM
from tenants.desk.addresses import addresses as every_address
from tenants.models import Clinic, ParkedEvent, Registration, Visit
from tenants.staff.models import User
from tenants.staff.services.invitations import invitation_link

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
LOGIN = "/admin/login/"
# Parameters that name a row: a foreign one must be denied.
IDS = {"object_id", "uid", "visit_id"}
# Parameters of pages that are no model, and the row whose id they take.
ROWS: dict[str, str] = {
    "person_id": "staff.User",
    "notice_id": "notices.Notice",
    "lead_id": "leads.Lead",
    "note_id": "leads.Note",
    "contact_id": "leads.Identity",
    "payload_id": "leads.LeadPayload",
    "key_id": "keys.ApiKey",
    "operation_id": "undo.Operation",
    "run_id": "runs.Run",
    "user_id": "staff.User",
    "stage_id": "leads.Stage",
    "rule_id": "leads.AssignmentRule",
    "view_id": "leads.SavedView",
    "export_id": "leads.Export",
    "upload_id": "leads.ListUpload",
    "import_id": "leads.LeadImport",
    "template_id": "comms.Template",
    "text_id": "comms.TemplateText",
    "file_id": "comms.Attachment",
    "conversation_id": "comms.Conversation",
    "message_id": "comms.Message",
    "call_id": "comms.Call",
    "account_id": "comms.Account",
    "sequence_id": "sequences.Sequence",
    "campaign_id": "attribution.Campaign",
    "source_rule_id": "attribution.SourceRule",
    "sequence_rule_id": "sequences.Rule",
    "enrolment_id": "sequences.Enrolment",
    "webhook_id": "inbound.WebhookEvent",
    "connector_id": "outbound.Connector",
    "delivery_id": "outbound.Delivery",
    "rate_id": "attribution.Rate",
    "page_id": "meta_leads.Connection",
    "form_id": "meta_leads.Form",
    "conversion_file_id": "conversions.Export",
}


class Unfillable(Exception):
    """The resolver has an address whose parameters the walk cannot fill."""


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver with all that stands before it."""

    name: str
    route: str
    parameters: tuple[str, ...]

    @property
    def model(self) -> Any:
        """The model of an admin page: admin/<app>/<model>/..."""
        try:
            return apps.get_model(*self.route.split("/")[1:3])
        except (LookupError, TypeError, ValueError):
            raise Unfillable(f"{self.route} is about no model") from None

    def path(self, values: dict[str, str]) -> str:
        plain = re.sub(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)", lambda m: values[m[1] or m[2]], self.route)
        return "/" + re.sub(r"[\^$]", "", plain)


@dataclass(frozen=True)
class Call:
    address: Address
    method: str
    path: str
    foreign: bool


@dataclass(frozen=True)
class Heard:
    """What one call was answered."""

    call: Call
    response: HttpResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> bytes:
        """Headers and body, whatever way the body comes."""
        body = b"".join(self.response) if self.response.streaming else self.response.content
        return repr(sorted(self.response.items())).encode() + body

    @property
    def leads_to_login(self) -> bool:
        return self.status in {301, 302} and self.response["Location"].startswith((LOGIN, "/admin/?"))

    @property
    def denied(self) -> bool:
        """Said no, in a way that tells nothing about whether the row is there."""
        onward = self.status in {301, 302} and self.response["Location"] == f"{self.call.path}change/"
        which_methods = self.call.method == "OPTIONS" and not self.response.content
        return self.status in {401, 403, 404, 405} or self.leads_to_login or onward or which_methods

    def __str__(self) -> str:
        return f"{self.call.method} {self.call.path} -> {self.status} ({self.call.address.route})"


def addresses(urlconf: str) -> list[Address]:
    site = CLINIC if urlconf == settings.ROOT_URLCONF else PLATFORM
    return [Address(one.name, one.route, tuple(_parameters(one.route))) for one in every_address(site)]


def _parameters(route: str) -> list[str]:
    if re.search(r"\((?!\?)", route):
        raise Unfillable(f"{route} has groups without a name")
    return re.findall(r"<(?:\w+:)?(\w+)>", route)


def _object_id(address: Address, canary: Canary) -> str:
    model = apps.get_model("leads.Lead") if "<path:content_type_id>" in address.route else address.model
    if row := platform_rows.row_of(model, canary):
        return quote(str(row.pk))
    if model not in canary.rows:
        raise Unfillable(f"{address.route}: no row of {model._meta.label} in the fixture")
    return quote(str(canary.rows[model].pk))


def _content_type(address: Address, canary: Canary) -> str:
    return str(ContentType.objects.get_by_natural_key("leads", "lead").pk)


def _invitation(part: int) -> Callable[[Address, Canary], str]:
    return lambda address, canary: invitation_link(canary.rows[User]).rstrip("/").split("/")[part]


FILLERS: dict[str, Callable[[Address, Canary], str]] = {
    "object_id": _object_id,
    "content_type_id": _content_type,
    "app_label": lambda address, canary: re.search(r"P<app_label>(\w+)", address.route)[1],
    "url": lambda address, canary: "no-such-page/",
    "uid": lambda address, canary: urlsafe_base64_encode(force_bytes(canary.rows[User].pk)),
    "token": _invitation(-1),
    "kind": lambda address, canary: "smtp",
    "embedded": lambda address, canary: "v1.js",
    "unlock_token": lambda address, canary: "no-such-lock",
    "visit_token": lambda address, canary: "no-such-door",
    "visit_id": lambda address, canary: str(platform_rows.row_of(Visit, canary).pk),
    "clinic_id": lambda address, canary: str(canary.clinic.pk),
    "registration_id": lambda address, canary: str(platform_rows.row_of(Registration, canary).pk),
    "event_id": lambda address, canary: str(platform_rows.row_of(ParkedEvent, canary).pk),
    "link_code": lambda address, canary: canary.row("comms.ShortLink").code,
    "stop_token": lambda address, canary: stop_link(canary.row("comms.Conversation")).rsplit("/", 1)[1],
    "fetch_token": lambda address, canary: "no-such-address",
    "layout": lambda address, canary: "gclid",
    "preset_key": lambda address, canary: "simple",
    "step_key": lambda address, canary: str(canary.row("sequences.Step").key),
    "number": lambda address, canary: str(canary.row("leads.ImportRow").number),
    "ad_platform": lambda address, canary: canary.row("conversions.Destination").kind,
    "operator_id": lambda address, canary: str(platform_rows.operator_id(canary)),
}


def calls(urlconf: str, own: Canary, foreign: Canary) -> list[Call]:
    """Every address with our own ids and, where it names a row, again with the neighbour's. Raises Unfillable."""
    return [
        Call(address, method, path, is_foreign)
        for address in addresses(urlconf)
        for is_foreign in ([False, True] if (IDS | ROWS.keys()) & set(address.parameters) else [False])
        for path in [address.path(_values(address, foreign if is_foreign else own))]
        for method in METHODS
    ]


def _values(address: Address, canary: Canary) -> dict[str, str]:
    unknown = set(address.parameters) - FILLERS.keys() - ROWS.keys()
    if unknown:
        raise Unfillable(f"{address.route}: teach crm.testing.walk to fill {sorted(unknown)}")
    with clinic_context(canary.clinic):
        return {
            name: FILLERS[name](address, canary) if name in FILLERS else str(canary.row(ROWS[name]).pk)
            for name in address.parameters
        }


def path_of(address: Address, canary: Canary) -> str:
    """Where the address is for the rows of this canary."""
    return address.path(_values(address, canary))


def sent(client: Client, step: Call) -> HttpResponse:
    """One call, for itself: logged in as before, whatever the call did."""
    client.raise_request_exception = False
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    answer = _send(client, step, {"post": "yes"}, {})
    client.cookies = SimpleCookie(cookies)
    return answer


def walk(client: Client, steps: Sequence[Call], *, body: dict[str, Any], **headers: str) -> list[Heard]:
    """Make each call for itself: what it wrote is rolled back, and the visitor is logged in as before."""
    client.raise_request_exception = False
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    heard = []
    for step in steps:
        with transaction.atomic():
            heard.append(Heard(step, _send(client, step, body, headers)))
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(cookies)
    return heard


def _send(client: Client, step: Call, body: dict[str, Any], headers: dict[str, str]) -> HttpResponse:
    if step.method in {"GET", "HEAD", "OPTIONS"}:
        return client.generic(step.method, step.path, headers=headers)
    if step.path.startswith("/api/"):
        return client.generic(step.method, step.path, json.dumps(body), "application/json", headers=headers)
    if step.method == "POST":
        return client.post(step.path, body, headers=headers)
    return client.generic(step.method, step.path, headers=headers)


# Whoever opens these writes, and nobody else does: a file marks what it tells (F:M2), and who fetched one that was
# made before is a line in the trail (H:E3).
WRITTEN_BY_LOOKING = {"google-ads-export", "admin:conversion_file"}


def only_looks(step: Call) -> bool:
    return step.method in {"GET", "HEAD"} and step.address.name not in WRITTEN_BY_LOOKING


def writes_in(clinic: Clinic, *, but: Sequence[str] = (), also: Sequence[str] = ()) -> int:
    """Rows inserted, changed or deleted in a clinic's schema by this transaction, those rolled back included.

    `but` are tables that do not count, `also` are schemas that count too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int"
            " FROM pg_stat_xact_all_tables WHERE schemaname = ANY(%s) AND relname <> ALL(%s)",
            [[clinic.schema_name, *also], list(but)],
        )
        return cursor.fetchone()[0]


def fingerprint(clinic: Clinic) -> dict[str, str]:
    """A hash of all rows of each table of a clinic: equal before and after means nothing was touched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [clinic.schema_name])
        tables = [name for (name,) in cursor.fetchall()]
        hashes = {}
        for table in tables:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                f' FROM "{clinic.schema_name}"."{table}" t'
            )
            hashes[table] = cursor.fetchone()[0]
    return hashes


@contextmanager
def listening() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Collect what is logged meanwhile, as the product would print it; call the result for the lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(HouseFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    finally:
        root.removeHandler(handler)
