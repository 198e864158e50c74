"""Twilio's REST API for calls and recordings."""

from typing import Any

from comms.providers.simulator.twilio import A, owner, refuse
from comms.providers.simulator.voice_calls import Call, ring_agent
from comms.providers.simulator.world import World
from crm.lib.simulating import Answer, Host, Request, in_json

# A second of silence: an MP3 frame that players take.
SOUND = bytes.fromhex("fffb90c4") + bytes(413)


def plug(host: Host, world: World) -> None:
    def add(name: str, method: str, path: str, view: Any) -> None:
        host.route(f"twilio.{name}", method, A + path, lambda request: view(world, request), refuse)

    add("calls", "POST", r"/Calls\.json", order)
    add("recording", "GET", r"/Recordings/RE[0-9a-f]{32}\.(mp3|wav)", fetch)
    add("recording", "DELETE", r"/Recordings/RE[0-9a-f]{32}\.json", forget)


def order(world: World, request: Request) -> Answer:
    line = owner(world, request)
    if isinstance(line, Answer):
        return line
    to = request.field("To")
    if request.field("From") != line.number or not to:
        return refuse(400, "21606" if to else "21211")
    call = Call(line, line.number, to, "outbound-api", told=request.field("StatusCallback"))
    call.events = set(request.form().get("StatusCallbackEvent", ["completed"]))
    ring_agent(world, call, request.field("Twiml"))
    about = {"sid": call.sid, "account_sid": line.account_sid, "status": "queued", "direction": "outbound-api"}
    return in_json({**about, "from": line.number, "to": to, "api_version": "2010-04-01"}, 201)


def fetch(world: World, request: Request) -> Answer:
    line = owner(world, request)
    return line if isinstance(line, Answer) else Answer(200, SOUND, "audio/mpeg")


def forget(world: World, request: Request) -> Answer:
    line = owner(world, request)
    return line if isinstance(line, Answer) else Answer(204)
