"""The part of Graph that lead ads need (INTEGRATIONS 3.1, 3.4)."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from attribution.providers.meta_leads.base import FOR_AD_NAMES, NEEDED, PING
from attribution.providers.simulator.lead_pages import FORM, LEAD, PAGE, InstantForm, LeadPage
from attribution.providers.simulator.lead_world import LeadWorld
from comms.providers.simulator import graph
from crm.lib.simulating import Answer, Host, Request, in_json

V = r"/v\d+\.\d+"
NO_LEADS, GONE, DEAD, PROOF = "200", "100/33", "190/463", "100"
HIDDEN = {"at"}  # ours alone
_SAID = {
    "190": "Error validating access token", "100/33": "Unsupported get request. Object does not exist",
    "200": "Requires leads_retrieval permission to manage the object", "4": "Application request limit reached",
    "80005": "There have been too many leadgen api calls to this page account",
}  # fmt: skip


def plug(host: Host, world: LeadWorld) -> None:
    def add(name: str, method: str, path: str, view: Callable[[LeadWorld, Request], Answer]) -> None:
        host.route(f"meta.{name}", method, V + path, lambda request: view(world, request), refuse)

    page, form = rf"/(?P<page>{PAGE}\d{{14}}|me)", rf"/(?P<form>{FORM}\d{{14}})"
    add("token", "GET", "/debug_token", token)
    add("app", "GET", "/app", app)
    add("page", "GET", page, about)
    add("apps", "GET", page + "/subscribed_apps", apps)
    add("apps", "POST", page + "/subscribed_apps", subscribe)
    add("forms", "GET", page + "/leadgen_forms", forms)
    add("form", "GET", form, one_form)
    add("leads", "GET", form + "/leads", leads)
    add("test_lead", "POST", form + "/test_leads", make_test_lead)
    add("lead", "GET", rf"/(?P<lead>{LEAD}\d{{14}}|{PING})", lead)


def refuse(status: int, code: str = "", page: str = "page") -> Answer:
    """An error of Graph, by "190" or "100/33"; without a code what a machine in front of it says."""
    first, _, second = code.partition("/")
    if not first.isdigit():
        return Answer(status, b"<html>Sorry, something went wrong.</html>", "text/html")
    kind = "GraphMethodException" if first == "100" else "OAuthException"
    error = {"message": f"(#{first}) {_SAID.get(code, 'Something is wrong')}", "type": kind, "code": int(first)}
    if second.isdigit():
        error["error_subcode"] = int(second)
    body = json.dumps({"error": {**error, "fbtrace_id": secrets.token_hex(6)}}).encode()
    return Answer(status, body, headers=_usage(page, 100, 12) if first == "80005" else {})


def _usage(page: str, percent: int, minutes: int = 0) -> dict[str, str]:
    about = {"type": "leadgen", "call_count": percent, "total_cputime": 1, "total_time": 1}
    told = {page: [{**about, "estimated_time_to_regain_access": minutes}]}
    app = json.dumps({"call_count": percent // 10, "total_time": 1, "total_cputime": 1})
    return {"X-Business-Use-Case-Usage": json.dumps(told), "X-App-Usage": app}


def _said(world: LeadWorld, page: LeadPage, value: Any) -> Answer:
    answer = in_json(value)
    return Answer(answer.status, answer.body, headers=_usage(page.id, world.standing(page).used))


def _opened(world: LeadWorld, request: Request) -> LeadPage | Answer:
    """Whose token it is, with its proof, and whether the page asked for is theirs."""
    page = world.page(lambda one: bool(one.token) and one.token == request.bearer())
    if page is None or not world.standing(page).is_alive:
        return refuse(400, DEAD)
    proof = request.query.get("appsecret_proof", "")
    if proof or world.standing(page).wants_proof:
        known = hmac.new(page.app_secret.encode(), page.token.encode(), "sha256").hexdigest()
        if not hmac.compare_digest(proof.encode(), known.encode()):
            return refuse(400, PROOF)
    asked = request.parts.get("page", "me")
    form = request.parts.get("form")
    is_theirs = asked in {"me", page.id} and (form is None or any(one.id == form for one in page.forms))
    return page if is_theirs else refuse(400, GONE)


def token(world: LeadWorld, request: Request) -> Answer:
    """Asked as an app; a token that asks about itself is WhatsApp's."""
    app_id, is_app, secret = request.bearer().partition("|")
    if not is_app:
        return graph.token(world.host.world, request)
    page = world.page(lambda one: one.token == request.query.get("input_token"))
    if page is None or (page.app_id, page.app_secret) != (app_id, secret):
        return in_json(
            {"data": {"is_valid": False, "scopes": []}} if page is None else {}, 200 if page is None else 400
        )
    standing = world.standing(page)
    rights = [right for right in (*NEEDED, FOR_AD_NAMES) if right not in standing.lacks]
    granular = [{"scope": "leads_retrieval", "target_ids": [page.id]}] if "leads_retrieval" in rights else []
    data = {"app_id": page.app_id, "type": "PAGE", "application": "Bridgework", "profile_id": page.id}
    ends = {"expires_at": 0, "data_access_expires_at": 4102444800, "is_valid": standing.is_alive}
    return in_json({"data": data | ends | {"scopes": rights, "granular_scopes": granular}})


def app(world: LeadWorld, request: Request) -> Answer:
    """Of the key that asks, which is an app's; known are those of the pages."""
    app_id, _, secret = request.bearer().partition("|")
    known = world.page(lambda one: (one.app_id, one.app_secret) == (app_id, secret))
    return in_json({"id": app_id, "name": "Bridgework"}) if known else refuse(400, DEAD)


def about(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    return page if isinstance(page, Answer) else _said(world, page, {"id": page.id, "name": page.name})


def apps(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    app = {"id": page.app_id, "name": "Bridgework", "subscribed_fields": ["leadgen"]}
    return _said(world, page, {"data": [app] if world.standing(page).is_subscribed else []})


def subscribe(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    if "leadgen" not in request.query.get("subscribed_fields", ""):
        return refuse(400, "100")
    world.standing(page).is_subscribed = True
    return _said(world, page, {"success": True})


def forms(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    entries = [(form.id, _form(world, form)) for form in page.forms]
    return _said(world, page, _paged(world, request, page, entries))


def one_form(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    _page, form = world.form(request.parts["form"])
    return _said(world, page, _form(world, form))


def _form(world: LeadWorld, form: InstantForm) -> dict[str, Any]:
    told = {name: value for name, value in asdict(form).items() if name != "boxes"}
    return told | {"leads_count": len(world.of_form(form.id))}


def leads(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    if _is_kept_back(world, page):
        return refuse(403, NO_LEADS)
    fitting = [one for one in world.of_form(request.parts["form"]) if _fits(request, one["at"])]
    entries = [(f"{one['at']:012}{one['id']}", _shown(one)) for one in fitting]
    return _said(world, page, _paged(world, request, page, entries))


def _is_kept_back(world: LeadWorld, page: LeadPage) -> bool:
    standing = world.standing(page)
    return not standing.may_read_leads or "leads_retrieval" in standing.lacks


def _fits(request: Request, at: int) -> bool:
    for wanted in json.loads(request.query.get("filtering", "[]")):
        is_later = wanted["operator"] == "GREATER_THAN"
        if wanted["field"] != "time_created" or not (at > wanted["value"] if is_later else at < wanted["value"]):
            return False
    return True


def lead(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    found = world.leads.get(request.parts["lead"])
    is_theirs = found and any(form.id == found["form_id"] for form in page.forms)
    if not is_theirs or _is_kept_back(world, page):
        return refuse(400, GONE)
    return _said(world, page, _shown(found))


def make_test_lead(world: LeadWorld, request: Request) -> Answer:
    page = _opened(world, request)
    if isinstance(page, Answer):
        return page
    _page, form = world.form(request.parts["form"])
    said = {one["key"]: [f"<test lead: dummy data for {one['key']}>"] for one in form.questions}
    return _said(world, page, {"id": world.fill(form.id, said, more={"is_organic": True})})


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name not in HIDDEN}


def _paged(
    world: LeadWorld, request: Request, page: LeadPage, entries: list[tuple[str, dict[str, Any]]]
) -> dict[str, Any]:
    """A cursor names the entry behind which its page begins, so that new ones change nothing."""
    size = max(1, min(int(request.query.get("limit", "25")), 100))
    named = [name for name, _ in entries]
    begun = urlsafe_b64decode(request.query.get("after", "")).decode()
    begin = named.index(begun) + 1 if begun in named else 0
    shown, end = entries[begin : begin + size], begin + size
    if not shown:
        return {"data": []}
    cursor = urlsafe_b64encode(shown[-1][0].encode()).decode()
    paging: dict[str, Any] = {"cursors": {"before": cursor, "after": cursor}}
    if end < len(entries):  # with the token inside, as Meta's own
        paging["next"] = f"{world.host.url}{request.path}?access_token={page.token}&after={cursor}"
    return {"data": [one for _, one in shown], "paging": paging}
