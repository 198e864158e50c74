"""The one process in which all simulated providers live. It listens on 127.0.0.1 and answers to no other name."""

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from crm.lib.simulating import Answer, Hook, Request, in_json
from crm.simulator import control
from crm.simulator.faults import Fault, Faults
from crm.simulator.posting import Post, Postman, by_http
from crm.simulator.serving import Door, Server
from crm.simulator.timetable import Timetable

LOOPBACK = "127.0.0.1"
LARGEST_KEPT = 64 * 1024  # bytes of what was asked that are remembered
PLUGINS = ("attribution.providers.simulator", "comms.providers.simulator")
View = Callable[[Request], Answer]


def _plainly(status: int, code: str) -> Answer:
    return in_json({"error": {"code": code}}, status)


class Host:
    """`got` is what was asked of the providers, the newest last. `ports` are of what is no HTTP, by name."""

    def __init__(
        self,
        *,
        port: int = 0,
        home: Path | None = None,
        ports: Mapping[str, int] | None = None,
        post: Post = by_http,
    ) -> None:
        self.home, self.ports = home, dict(ports or {})
        self.faults, self.timetable = Faults(), Timetable()
        self.postman = Postman(self.faults, self.timetable, post)
        self.got: deque[dict[str, Any]] = deque(maxlen=2000)
        self.over, self.world, self.pages = threading.Event(), None, None
        self.links: list[tuple[str, str]] = []
        self._routes: list[tuple[str, str, re.Pattern[str], View, Callable[[int, str], Answer]]] = []
        self._servers: list[Any] = []
        self._http = Server((LOOPBACK, port), type("Door", (Door,), {"host": self}))
        self.url = f"http://{LOOPBACK}:{self._http.server_port}"
        control.plug(self)
        for name in PLUGINS:
            import_module(name).plug(self)

    def route(
        self, name: str, method: str, pattern: str, view: View, refuse: Callable[[int, str], Answer] = _plainly
    ) -> None:
        self._routes.append((name, method, re.compile(pattern, re.ASCII), view, refuse))

    def hook(self, hook: Hook, *, after: float = 0) -> None:
        self.postman.take(hook, after=after)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        self.timetable.add(seconds, call)

    def fault(self, name: str) -> str:
        found = self.faults.take(name)
        if found and found.do == "delay":
            time.sleep(found.seconds)
        return (str(found.status) if found.do == "status" else found.do) if found else ""

    def break_once(self, name: str, do: str) -> None:
        self.faults.add(Fault(name, do))

    def record(self, name: str, about: Mapping[str, Any]) -> None:
        body = about.get("body", b"")[:LARGEST_KEPT]
        self.got.append({"route": name, "at": time.time(), **about, "body": body})

    def serve(self, server: Any) -> None:
        self._servers.append(server)

    def start(self, *, by_itself: bool = True) -> None:
        """`by_itself`: statuses and answers come when their time is there; else when the timetable is told."""
        threading.Thread(target=self._http.serve_forever, daemon=True, kwargs={"poll_interval": 0.05}).start()
        if by_itself:
            self.timetable.start()

    def stop(self) -> None:
        self.over.set()
        self.timetable.stop()
        for server in self._servers:
            server.stop()
        self._http.shutdown()
        self._http.server_close()

    def answer(self, request: Request) -> Answer | None:
        """None: the connection ends without a word."""
        for name, method, pattern, view, refuse in self._routes:
            found = pattern.fullmatch(request.path) if method == request.method else None
            if found:
                whole = Request(**{**vars(request), "parts": found.groupdict()})
                return self._answered(name, whole, view, refuse)
        return in_json({"error": "There is no such address here."}, 404)

    def _answered(
        self, name: str, request: Request, view: View, refuse: Callable[[int, str], Answer]
    ) -> Answer | None:
        fault = self.faults.take(name)
        if fault and fault.do == "delay":
            self.over.wait(fault.seconds)
        if fault and fault.do == "drop":
            return None
        if not name.startswith(("page.", "control")):
            self.record(name, {"method": request.method, "path": request.path, "body": request.body})
        if fault and fault.do == "status":
            return refuse(fault.status, fault.code)
        return self._after(fault, view(request))

    def _after(self, fault: Fault | None, answer: Answer) -> Answer | None:
        if fault and fault.do == "hang":
            self.over.wait()
        return None if fault and fault.do in {"hang", "vanish"} else answer
