"""The part of Twilio's REST API that SMS and the test of a connection need (INTEGRATIONS 5.1)."""

import re
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from comms.providers.simulator.lines import Line
from comms.providers.simulator.speaking import answer_by_themselves
from comms.providers.simulator.twilio_hooks import tell_status
from comms.providers.simulator.world import World, Written
from crm.lib.simulating import Answer, Host, Request, in_json

A = r"/2010-04-01/Accounts/(?P<sid>AC\w+)"
_NUMBER = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
WORDS = {
    "20003": "Authenticate", "20005": "Account not active", "20404": "The requested resource was not found",
    "20429": "Too Many Requests", "21211": "Invalid 'To' Phone Number", "21602": "Message body is required",
    "21408": "Permission to send an SMS has not been enabled for the region", "21214": "'To' cannot be reached",
    "21606": "The 'From' phone number is not a valid, SMS-capable number of this account",
    "21610": "Attempt to send to unsubscribed recipient",
}  # fmt: skip


def plug(host: Host, world: World) -> None:
    def add(name: str, method: str, path: str, view: Any) -> None:
        host.route(f"twilio.{name}", method, A + path, lambda request: view(world, request), refuse)

    add("messages", "POST", r"/Messages\.json", send)
    add("account", "GET", r"\.json", account)
    add("numbers", "GET", r"/IncomingPhoneNumbers\.json", numbers)


def refuse(status: int, code: str) -> Answer:
    if not code.isdigit():
        return Answer(status, b"<html>upstream</html>", "text/html")
    said = WORDS.get(code, "Something is wrong")
    more = f"https://www.twilio.com/docs/errors/{code}"
    return in_json({"code": int(code), "message": said, "more_info": more, "status": status}, status)


def owner(world: World, request: Request) -> Line | Answer:
    """By the account's token, or by an API key of its own."""
    sid, login = request.parts["sid"], request.login()
    line = world.line(lambda one: one.account_sid == sid)
    if line and login in {(line.account_sid, line.auth_token), (line.api_key_sid, line.api_key_secret)}:
        return line
    return refuse(401, "20003")


def send(world: World, request: Request) -> Answer:
    line = owner(world, request)
    if isinstance(line, Answer):
        return line
    to, body = request.field("To"), request.field("Body")
    if request.field("From") != line.number:
        return refuse(400, "21606")
    if not _NUMBER.fullmatch(to) or not body:
        return refuse(400, "21211" if body else "21602")
    patient = world.somebody("phone", to)
    if line.slug in patient.stopped:
        return refuse(400, "21610")
    written = Written(line.slug, "sms", "out", body, f"SM{secrets.token_hex(16)}")
    url = request.field("StatusCallback")
    written.reference = parse_qs(urlsplit(url).query).get("message", [""])[0]
    answers = world.came(patient, written)
    for state, after in (("sent", 0.3), ("delivered", 0.9)):
        tell_status(world, line, written, to, state, url, after=after)
    if answers:
        world.host.later(3.5, lambda: answer_by_themselves(world, line, patient, written))
    return in_json(_message(line, written, to), 201)


def _message(line: Line, written: Written, to: str) -> dict[str, Any]:
    now, place = format_datetime(datetime.now(UTC)), f"/2010-04-01/Accounts/{line.account_sid}/Messages"
    return {
        "account_sid": line.account_sid, "api_version": "2010-04-01", "body": written.text, "date_created": now,
        "date_sent": None, "date_updated": now, "direction": "outbound-api", "error_code": None,
        "error_message": None, "from": line.number, "messaging_service_sid": None, "num_media": "0",
        "num_segments": "1", "price": None, "price_unit": None, "sid": written.id, "status": "queued",
        "subresource_uris": {"media": f"{place}/{written.id}/Media.json"}, "to": to,
        "uri": f"{place}/{written.id}.json",
    }  # fmt: skip


def account(world: World, request: Request) -> Answer:
    line = owner(world, request)
    if isinstance(line, Answer):
        return line
    return in_json({"sid": line.account_sid, "friendly_name": line.name, "status": "active", "type": "Full"})


def numbers(world: World, request: Request) -> Answer:
    line = owner(world, request)
    if isinstance(line, Answer):
        return line
    may = {"voice": True, "sms": True, "mms": False}
    one = {"sid": f"PN{line.account_sid[2:]}", "phone_number": line.number, "capabilities": may}
    found = [one] if request.query.get("PhoneNumber", line.number) == line.number else []
    return in_json({"incoming_phone_numbers": found, "page": 0})
