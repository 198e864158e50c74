"""A browser's EventSource, as far as bytes go: what it would dispatch, and the id it would come back with."""

import threading
from dataclasses import dataclass, field

import httpx

from crm.testing.people import client_of, host_of
from crm.testing.processes import Web, until
from tenants.models import Clinic


@dataclass
class Event:
    name: str
    data: str
    id: str


@dataclass
class Source:
    """Lines to events as the HTML standard says (9.2.6, "Interpreting an event stream", known by heart)."""

    events: list[Event] = field(default_factory=list)
    retry: int = 0
    last_id: str = ""
    _name: str = ""
    _data: list[str] = field(default_factory=list)

    def line(self, text: str) -> None:
        if not text:
            return self._dispatch()
        name, _, value = text.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._data.append(value)
        elif name == "id":
            self.last_id = value
        elif name == "retry" and value.isdigit():
            self.retry = int(value)
        return None

    def _dispatch(self) -> None:
        if self._data:
            self.events.append(Event(self._name or "message", "\n".join(self._data), self.last_id))
        self._name, self._data = "", []


class Listener:
    """A logged-in page of a clinic that listens until the test is over."""

    def __init__(self, live: Web, clinic: Clinic, cookies: dict[str, str], last_id: str = "", **headers: str):
        self.source = Source()
        self.ended = threading.Event()
        self._headers = {"Host": f"{host_of(clinic)}:{live.port}", **headers}
        if last_id:
            self._headers["Last-Event-ID"] = last_id
        self._address, self._cookies = f"{live.address}/live", cookies
        self._leave = threading.Event()
        self.response: httpx.Response | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        until(lambda: self.names() or self.ended.is_set())

    def _listen(self) -> None:
        options = {"headers": self._headers, "cookies": self._cookies, "timeout": 20}
        try:
            with httpx.stream("GET", self._address, **options) as self.response:
                for line in self.response.iter_lines():
                    if self._leave.is_set():
                        break
                    self.source.line(line)
        except httpx.HTTPError:
            pass
        finally:
            self.ended.set()

    def names(self) -> list[str]:
        return [event.name for event in self.source.events]

    def leads(self) -> list[str]:
        return [event.data for event in self.source.events if event.name == "lead_created"]

    def leave(self) -> None:
        """With the next line that comes; the process behind ends the stream when the socket is closed."""
        self._leave.set()


def cookies_of(clinic: Clinic, user: object) -> dict[str, str]:
    return {name: morsel.value for name, morsel in client_of(clinic, user).cookies.items()}
