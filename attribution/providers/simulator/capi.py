"""Datasets of Meta, as far as a CRM tells them stages of leads (INTEGRATIONS 9): one bad event refuses its batch.

Datasets begin with 88 and have 15 to 17 digits; a token that holds "expired" has ended. Nothing is kept but what
the host remembers of each call.
"""

import time
from typing import Any

from crm.lib.simulating import Answer, Host, Request, in_json

V, WEEK, MOST = r"/v\d+\.\d+", 7 * 24 * 3600, 1000
TITLES = {2804003: "Event Timestamp Too Old", 2804050: "This event does not have enough parameters"}


def plug(host: Host) -> None:
    dataset = V + r"/(?P<dataset>88\d{13,15})"
    host.route("meta.events", "POST", dataset + "/events", events, refuse)
    host.route("meta.dataset", "GET", dataset, about, refuse)


def refuse(status: int, code: str = "", subcode: int = 0) -> Answer:
    """`code` may be "100/2804003"."""
    first, _, second = (code or "2").partition("/")
    number = subcode or (int(second) if second.isdigit() else 0)
    error: dict[str, Any] = {"message": "Something is wrong", "type": "OAuthException", "code": int(first)}
    if number:
        error |= {"error_subcode": number, "error_user_title": TITLES.get(number, ""), "is_transient": False}
    return in_json({"error": {**error, "fbtrace_id": "Ab"}}, status)


def _closed(request: Request) -> Answer | None:
    token = request.bearer()
    return None if token and "expired" not in token else refuse(400, "190")


def about(request: Request) -> Answer:
    return _closed(request) or in_json({"id": request.parts["dataset"]})


def events(request: Request) -> Answer:
    if closed := _closed(request):
        return closed
    told = request.json().get("data")
    if not isinstance(told, list) or not 0 < len(told) <= MOST:
        return refuse(400, "100")
    for event in told:
        if wrong := _wrong(event if isinstance(event, dict) else {}):
            return refuse(400, "100", wrong)
    return in_json({"events_received": len(told), "messages": [], "fbtrace_id": "Ab"})


def _wrong(event: dict[str, Any]) -> int:
    """The subcode of what is missing; 0 for an event that is taken."""
    at, user = event.get("event_time"), event.get("user_data")
    if not isinstance(at, int) or not isinstance(user, dict) or not event.get("event_name"):
        return 2804050
    if not (user.get("lead_id") or user.get("em") or user.get("ph") or user.get("fbc")):
        return 2804050
    return 2804003 if not time.time() - WEEK < at < time.time() + 60 else 0
