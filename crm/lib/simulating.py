"""How a simulated provider is written: what it is asked and answers, and what it may ask of its host.

The host is crm/simulator; an app's providers/simulator plugs itself into it and never imports it.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Request:
    """Names of headers are in lower case. `parts` are what the pattern of the route has found in the path."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    parts: Mapping[str, str] = field(default_factory=dict)

    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)

    def field(self, name: str, default: str = "") -> str:
        """The first value of a form's field."""
        return self.form().get(name, [default])[0]

    def json(self) -> dict[str, Any]:
        """The object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def bearer(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def login(self) -> tuple[str, str]:
        """User and password of basic authentication."""
        try:
            said = b64decode(self.headers.get("authorization", "").removeprefix("Basic ")).decode()
        except ValueError:
            return "", ""
        user, _, password = said.partition(":")
        return user, password


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def in_json(value: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode())


@dataclass(frozen=True)
class Hook:
    """A call of a provider to us, signed. `route` is its name for faults; `tries` how often it is posted, until
    somebody answers 2xx; `then` gets that answer."""

    route: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    tries: int = 1
    then: Callable[[bytes], None] | None = None


class Host(Protocol):
    """What a plug-in is given."""

    url: str
    home: Path | None
    world: Any  # of whoever has one, for tests
    pages: Any  # the same, of lead ads
    links: list[tuple[str, str]]  # what to say, and where: other pages, shown on the first
    ports: Mapping[str, int]

    def route(
        self,
        name: str,
        method: str,
        pattern: str,
        view: Callable[[Request], Answer],
        refuse: Callable[[int, str], Answer] = ...,
    ) -> None:
        """Answer `pattern` (a regex of the whole path) by `view`. `refuse` writes the provider's own error of a
        status and a code, for faults."""

    def hook(self, hook: Hook, *, after: float = 0) -> None:
        """Post it to us, in so many seconds."""

    def later(self, seconds: float, call: Callable[[], None]) -> None: ...

    def fault(self, name: str) -> str:
        """For what is no HTTP: what goes wrong with this one, by its name ("drop", "hang", "550"), or nothing."""

    def break_once(self, name: str, do: str) -> None:
        """Let the next call of this name go wrong (crm.simulator.faults)."""

    def record(self, name: str, about: Mapping[str, Any]) -> None:
        """Remember what came."""

    def serve(self, server: Any) -> None:
        """Stop it, by its stop(), when the host stops."""
