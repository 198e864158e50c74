"""What the simulator itself is told and asked: faults, what it got, what it posted."""

from typing import Any

from crm.lib.simulating import Answer, Request, in_json
from crm.simulator.faults import DEEDS, Fault


def plug(host: Any) -> None:
    host.route("control", "POST", "/simulator/faults", lambda request: _tell(host, request))
    host.route("control", "DELETE", "/simulator/faults", lambda request: _clear(host))
    host.route("control", "GET", "/simulator/got", lambda request: _shown(host.got, request))
    host.route("control", "GET", "/simulator/sent", lambda request: _shown(host.postman.sent, request))


def _tell(host: Any, request: Request) -> Answer:
    """JSON, which no page of somebody else can post without asking first."""
    said = request.json()
    try:
        if "json" not in request.headers.get("content-type", ""):
            raise ValueError("JSON")
        host.faults.add(Fault(**said))
    except (TypeError, ValueError):
        return in_json({"error": "route, do, times, seconds, status, code", "do": sorted(DEEDS)}, 422)
    return in_json(said, 201)


def _clear(host: Any) -> Answer:
    host.faults.clear()
    return in_json({})


def _shown(entries: Any, request: Request) -> Answer:
    wanted = request.query.get("route", "")
    found = [entry for entry in list(entries) if entry["route"].startswith(wanted)]
    return in_json([{name: _text(value) for name, value in entry.items()} for entry in found[-200:]])


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
