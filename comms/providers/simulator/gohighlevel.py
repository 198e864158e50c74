"""The part of GoHighLevel's API v2 that we use (INTEGRATIONS 10): contacts of locations, in memory.

A token `pit-<location>` opens that location and no other. An upsert looks for the mail first, then for the number.
"""

import secrets
from typing import Any

from comms.providers.simulator.world import World
from crm.lib.simulating import Answer, Host, Request, in_json

WORDS = {
    400: "Bad Request", 401: "Invalid token: access token is invalid", 429: "Too Many Requests",
    403: "The token does not have access to this location.", 422: ["phone must be a valid phone number"],
}  # fmt: skip
LIMITS = {"X-RateLimit-Interval-Milliseconds": "10000", "X-RateLimit-Max": "100", "X-RateLimit-Remaining": "0"}
MOST = 5000


def plug(host: Host, world: World) -> None:
    def add(name: str, method: str, path: str, view: Any) -> None:
        host.route(f"ghl.{name}", method, path, lambda request: view(world, request), refuse)

    add("upsert", "POST", r"/contacts/upsert", upsert)
    add("tags", "POST", r"/contacts/(?P<contact>\w+)/tags", tags)
    add("duplicate", "GET", r"/contacts/search/duplicate", duplicate)


def refuse(status: int, code: str = "") -> Answer:
    answer = in_json({"statusCode": status, "message": WORDS.get(status, "Something is wrong")}, status)
    return Answer(answer.status, answer.body, headers=LIMITS) if status == 429 else answer


def _opened(request: Request, location: str) -> Answer | None:
    """Why not; None when the token opens this location."""
    token = request.bearer()
    if not token.startswith("pit-") or request.headers.get("version") not in {"2021-07-28", "v3"}:
        return refuse(401)
    return None if location and token == f"pit-{location}" else refuse(403)


def _holders(world: World, location: str, **by: str) -> list[dict[str, Any]]:
    ours = [one for one in world.contacts.values() if one["locationId"] == location]
    return [one for name, value in by.items() if value for one in ours if one.get(name) == value]


def upsert(world: World, request: Request) -> Answer:
    said = request.json()
    location = str(said.get("locationId", ""))
    if wrong := _opened(request, location):
        return wrong
    if said.get("phone") and not str(said["phone"]).startswith("+"):
        return refuse(422)
    known = _holders(world, location, email=str(said.get("email", "")), phone=str(said.get("phone", "")))
    contact = known[0] if known else {"id": secrets.token_hex(10), "locationId": location, "tags": []}
    contact.update(said)
    world.contacts[contact["id"]] = contact
    while len(world.contacts) > MOST:
        world.contacts.popitem(last=False)
    return in_json({"new": not known, "contact": contact, "traceId": "t-1"}, 200 if known else 201)


def tags(world: World, request: Request) -> Answer:
    contact = world.contacts.get(request.parts["contact"])
    if contact is None:
        return refuse(400)
    if wrong := _opened(request, contact["locationId"]):
        return wrong
    contact["tags"] = list(dict.fromkeys([*contact["tags"], *request.json().get("tags", [])]))
    return in_json({"tags": contact["tags"], "tagsAdded": request.json().get("tags", [])}, 201)


def duplicate(world: World, request: Request) -> Answer:
    location = request.query.get("locationId", "")
    if wrong := _opened(request, location):
        return wrong
    by = {"email": request.query.get("email", ""), "phone": request.query.get("number", "")}
    found = _holders(world, location, **by)
    return in_json({"contact": found[0] if found else None, "traceId": "t-2"})
