"""Google's Data Manager, and who gives tokens for it (INTEGRATIONS 8.3): one bad event refuses its request.

Tokens are given to any signed assertion and to refresh tokens that begin with "ads-". What was taken is done at
once; a gclid that begins with "unknown" is told of in the status of its request.
"""

import secrets
from collections import OrderedDict
from typing import Any

from crm.lib.simulating import Answer, Host, Request, in_json

MOST, KEPT = 2000, 500


class Office:
    """What was given and what was taken, the newest last."""

    def __init__(self) -> None:
        self.tokens: OrderedDict[str, bool] = OrderedDict()
        self.requests: OrderedDict[str, dict[str, int]] = OrderedDict()

    def keep(self, kept: OrderedDict[str, Any], name: str, value: Any) -> str:
        kept[name] = value
        while len(kept) > KEPT:
            kept.popitem(last=False)
        return name


def plug(host: Host) -> None:
    office = Office()
    host.route("google.token", "POST", "/oauth/ads", lambda one: token(office, one), _no_token)
    host.route("google.ingest", "POST", "/v1/events:ingest", lambda one: ingest(office, one), refuse)
    host.route("google.status", "GET", "/v1/requestStatus:retrieve", lambda one: standing(office, one), refuse)


def _no_token(status: int, code: str) -> Answer:
    return in_json({"error": code or "invalid_grant"}, status)


def refuse(status: int, reason: str = "") -> Answer:
    names = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
    name = names.get(status) or {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}.get(status, "INTERNAL")
    about = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "domain": "datamanager.googleapis.com"}
    details = [{**about, "reason": reason}] if reason else []
    return in_json({"error": {"code": status, "status": name, "message": "m", "details": details}}, status)


def token(office: Office, request: Request) -> Answer:
    asked = {name: values[0] for name, values in request.form().items()}
    signed = asked.get("grant_type", "").endswith(":jwt-bearer") and asked.get("assertion", "").count(".") == 2
    renewed = asked.get("grant_type") == "refresh_token" and asked.get("refresh_token", "").startswith("ads-")
    if not (signed or renewed):
        return _no_token(400, "invalid_grant")
    given = office.keep(office.tokens, f"ya29.{secrets.token_urlsafe(40)}", True)
    return in_json({"access_token": given, "expires_in": 3599, "token_type": "Bearer"})


def ingest(office: Office, request: Request) -> Answer:
    if request.bearer() not in office.tokens:
        return refuse(401)
    said = request.json()
    events, targets = said.get("events"), said.get("destinations")
    if not isinstance(events, list) or not isinstance(targets, list) or len(targets) != 1:
        return refuse(400, "INVALID_ARGUMENT")
    if len(events) > MOST:
        return refuse(400, "TOO_MANY_EVENTS")
    for event in events:
        if wrong := _wrong(event):
            return refuse(400, wrong)
    unknown = sum(_click(event).startswith("unknown") for event in events)
    name = secrets.token_hex(12)
    if not said.get("validateOnly"):
        office.keep(office.requests, name, {"all": len(events), "unknown": unknown})
    return in_json({"requestId": name})


def _click(event: dict[str, Any]) -> str:
    return str((event.get("adIdentifiers") or {}).get("gclid", ""))


def _wrong(event: Any) -> str:
    if not isinstance(event, dict) or not str(event.get("eventTimestamp", "")).endswith("Z"):
        return "EVENT_TIME_INVALID"
    if not event.get("adIdentifiers") and not event.get("userData"):
        return "NO_IDENTIFIERS_PROVIDED"
    if "currency" in event and len(str(event["currency"])) != 3:
        return "INVALID_CURRENCY_CODE"
    return ""


def standing(office: Office, request: Request) -> Answer:
    if request.bearer() not in office.tokens:
        return refuse(401)
    found = office.requests.get(request.query.get("requestId", ""))
    if found is None:
        return refuse(404)
    about: dict[str, Any] = {"requestStatus": "SUCCESS"}
    if unknown := found["unknown"]:
        reason = {"recordCount": str(unknown), "reason": "PROCESSING_ERROR_REASON_INVALID_GCLID"}
        state = "FAILED" if unknown == found["all"] else "PARTIAL_SUCCESS"
        about = {"requestStatus": state, "errorInfo": {"errorCounts": [reason]}}
    return in_json({"requestStatusPerDestination": [about]})
