"""The part of Graph that WhatsApp messages need (INTEGRATIONS 4.1, 4.2)."""

import re
import secrets
import time
from typing import Any

from comms.providers.simulator.graph_hooks import tell_status
from comms.providers.simulator.lines import Line
from comms.providers.simulator.speaking import answer_by_themselves
from comms.providers.simulator.world import Patient, World, Written
from crm.lib.simulating import Answer, Host, Request, in_json

WINDOW = 24 * 3600  # seconds since the patient wrote
V = r"/v\d+\.\d+"
WORDS = {
    0: "Authentication required", 10: "Permission denied", 100: "Unsupported get request. Object does not exist",
    190: "Error validating access token", 130429: "Rate limit hit", 131000: "Something went wrong",
    131030: "Recipient phone number not in allowed list", 131031: "Account has been locked",
    131042: "Business eligibility payment issue", 131047: "Re-engagement message", 131008: "A parameter is missing",
    131056: "Pair rate limit hit", 132000: "Number of parameters does not match", 132001: "Template does not exist",
    132015: "Template is paused", 133010: "Phone number not registered",
}  # fmt: skip


def plug(host: Host, world: World) -> None:
    def add(name: str, method: str, path: str, view: Any) -> None:
        host.route(f"whatsapp.{name}", method, V + path, lambda request: view(world, request), refuse)

    add("messages", "POST", r"/(?P<number>\d+)/messages", send)
    add("templates", "GET", r"/(?P<waba>\d+)/message_templates", templates)
    add("apps", "GET", r"/(?P<waba>\d+)/subscribed_apps", apps)
    add("apps", "POST", r"/(?P<waba>\d+)/subscribed_apps", subscribe)
    add("token", "GET", "/debug_token", token)


def refuse(status: int, code: str) -> Answer:
    """An error of Graph; without a code what a machine in front of it says."""
    if not code.lstrip("-").isdigit():
        return Answer(status, b"<html>Sorry, something went wrong.</html>", "text/html")
    said = f"(#{code}) {WORDS.get(int(code), 'Something is wrong')}"
    error = {"message": said, "type": "OAuthException", "code": int(code), "fbtrace_id": secrets.token_hex(6)}
    more = {"error_data": {"messaging_product": "whatsapp", "details": said}} if int(code) > 130000 else {}
    return in_json({"error": error | more}, status)


def owner(world: World, request: Request, **known: str) -> Line | Answer:
    """Whose key it is, and whether the number or account asked for is theirs."""
    line = world.line(lambda one: bool(one.token) and one.token == request.bearer())
    if line is None:
        return refuse(401, "190")
    return line if all(getattr(line, name) == value for name, value in known.items()) else refuse(400, "100")


def send(world: World, request: Request) -> Answer:
    line = owner(world, request, phone_number_id=request.parts["number"])
    if isinstance(line, Answer):
        return line
    said = request.json()
    if said.get("status") == "read":
        return in_json({"success": True})
    patient = _recipient(world, said)
    if patient is None:
        return refuse(400, "131008")
    written = Written(line.slug, "whatsapp", "out", "", f"wamid.{secrets.token_hex(16).upper()}")
    if wrong := _fill(line, patient, said, written):
        return refuse(400, wrong)
    written.reference = str(said.get("biz_opaque_callback_data", ""))
    _accepted(world, line, patient, written)
    who = {"wa_id": patient.phone[1:]} if patient.phone else {"user_id": patient.user_id}
    given = {"input": said.get("to") or said.get("recipient"), **who}
    message = {"id": written.id, "message_status": "accepted"}
    return in_json({"messaging_product": "whatsapp", "contacts": [given], "messages": [message]})


def _recipient(world: World, said: dict[str, Any]) -> Patient | None:
    if isinstance(said.get("recipient"), str):
        return world.somebody("user_id", said["recipient"])
    digits = re.sub(r"\D", "", str(said.get("to", "")))
    return world.somebody("phone", f"+{digits}") if len(digits) > 6 else None


def _fill(line: Line, patient: Patient, said: dict[str, Any], written: Written) -> str:
    """Write down what it says; the code of what is wrong with it, or nothing."""
    kind = said.get("type", "")
    if kind == "template":
        return _fill_template(line, said.get("template") or {}, written)
    last = patient.last_from_patient(line.slug, "whatsapp")
    if last is None or time.time() - last.at > WINDOW:
        return "131047"
    about = said.get(kind) or {}
    written.text = str(about.get("body") or about.get("caption") or "")
    written.file = str(about.get("id", "")) if kind != "text" else ""
    return "" if written.text or written.file else "131008"


def _fill_template(line: Line, call: dict[str, Any], written: Written) -> str:
    asked = (call.get("name"), (call.get("language") or {}).get("code"))
    known = next((one for one in line.templates if (one["name"], one["language"]) == asked), None)
    if known is None:
        return "132001"
    if known["status"] != "APPROVED":
        return "132015"
    body = next((part["text"] for part in known["components"] if part["type"] == "BODY"), "")
    parts = {part.get("type"): part.get("parameters") or [] for part in call.get("components") or []}
    values = [str(place.get("text", "")) for place in parts.get("body", [])]
    places = re.findall(r"{{\s*\w+\s*}}", body)
    if len(places) != len(values):
        return "132000"
    filled = iter(values)
    written.text = re.sub(r"{{\s*\w+\s*}}", lambda _: next(filled), body)
    return ""


def _accepted(world: World, line: Line, patient: Patient, written: Written) -> None:
    answers = world.came(patient, written)
    for state, after in (("sent", 0.3), ("delivered", 0.8), ("read", 2.0)):
        if state != "read" or patient.reads:
            tell_status(world, line, patient, written, state, after=after)
    if answers:
        world.host.later(3.5, lambda: answer_by_themselves(world, line, patient, written))


def templates(world: World, request: Request) -> Answer:
    line = owner(world, request, waba_id=request.parts["waba"])
    if isinstance(line, Answer):
        return line
    size = max(1, min(int(request.query.get("limit", "25")), 100))
    begin = int(request.query.get("after") or 0)
    page, end = line.templates[begin : begin + size], begin + size
    paging: dict[str, Any] = {"cursors": {"before": str(begin), "after": str(end)}}
    if end < len(line.templates):
        paging["next"] = f"{world.host.url}{request.path}?access_token={line.token}&after={end}"
    return in_json({"data": page, "paging": paging})


def apps(world: World, request: Request) -> Answer:
    line = owner(world, request, waba_id=request.parts["waba"])
    if isinstance(line, Answer):
        return line
    return in_json({"data": [{"whatsapp_business_api_data": {"id": "1", "name": "Bridgework"}}]})


def subscribe(world: World, request: Request) -> Answer:
    line = owner(world, request, waba_id=request.parts["waba"])
    return line if isinstance(line, Answer) else in_json({"success": True})


def token(world: World, request: Request) -> Answer:
    line = owner(world, request)
    if isinstance(line, Answer):
        return line
    rights = ["whatsapp_business_messaging", "whatsapp_business_management"]
    return in_json({"data": {"is_valid": True, "type": "SYSTEM_USER", "expires_at": 0, "scopes": rights}})
