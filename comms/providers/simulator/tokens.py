"""Google and Microsoft, as far as they give tokens for mailboxes; and which of them a mail server takes."""

import json
import re
import secrets
from base64 import b64decode, b64encode

from comms.providers.simulator.lines import Line
from comms.providers.simulator.world import World
from crm.lib.simulating import Answer, Host, Request, in_json

_SAID = re.compile(r"user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01")
WHY_NOT = b64encode(json.dumps({"status": "401", "schemes": "bearer"}).encode()).decode()


def plug(host: Host, world: World) -> None:
    def give(request: Request) -> Answer:
        return _token(world, request)

    host.route("oauth", "POST", r"/oauth/(?:google|microsoft)", give, _refuse)


def _refuse(status: int, code: str) -> Answer:
    return in_json({"error": code}, status)


def refresh_token(line: Line) -> str:
    return f"refresh-{line.mail_password}"


def fits(world: World, said: bytes) -> Line | None:
    """The clinic whose mailbox this opens, in base64 as SASL has it."""
    try:
        found = _SAID.fullmatch(b64decode(said.strip(), validate=True).decode())
    except ValueError:
        return None
    known = world.tokens.get(found[2]) if found else None
    return world.line(lambda line: line.mailbox == known == found[1]) if found and known else None


def _token(world: World, request: Request) -> Answer:
    """Microsoft gives another refresh token with each; the old one works on for a while, here for ever."""
    asked = {name: values[0] for name, values in request.form().items()}
    given = asked.get("refresh_token", "").partition(".")[0]
    line = world.line(lambda one: refresh_token(one) == given)
    if asked.get("grant_type") != "refresh_token" or line is None:
        return in_json({"error": "invalid_grant"}, 400)
    if not (asked.get("client_id") and asked.get("client_secret")):
        return in_json({"error": "invalid_client"}, 401)
    token = f"ya29.{secrets.token_urlsafe(40)}"
    world.tokens[token] = line.mailbox
    told = {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}
    if "microsoft" in request.path:
        told["refresh_token"] = f"{given}.{secrets.token_hex(4)}"
    return in_json(told)
