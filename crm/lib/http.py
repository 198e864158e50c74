"""The one door to other people's servers: https, no redirects, a deadline for the whole talk, bounded answers.

Where it leads is the caller's to know: an address comes from our own settings, never from what somebody typed.
"""

import json
import logging
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from crm.lib.errors import AnswerTooLong, ProviderAway, ProviderError, Unanswered

MOST = 64 * 1024  # bytes of an answer that are read
NONE: Mapping[str, str] = {}
Fields = Mapping[str, str | Sequence[str]]
USAGE = ("X-App-Usage", "X-Business-Use-Case-Usage")  # JSON, of Meta
LONGEST_USAGE = 8192
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every request


@dataclass(frozen=True)
class Reply:
    """What a server answered, whatever it means."""

    status: int
    body: bytes
    wait: float | None = None  # seconds, when the server said when to come again
    leads_to: str = ""  # where the server says that it is; nobody goes there by itself
    pace: float | None = None  # seconds of the window in which it counts requests, when it says so
    usage: Mapping[str, str] = field(default_factory=dict)  # what of its limits is used, by the names of USAGE

    def json(self) -> Any:
        """Raises ProviderError when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise ProviderError("no JSON", permanent=False) from None


def is_safe(url: str) -> bool:
    """https, or plain http on this machine: a simulator, or a test."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018  raises for what is no port
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or is_loopback(url)) and not parts.username


def is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def post_form(
    url: str, fields: Fields, *, seconds: float, most: int = MOST, headers: Mapping[str, str] = NONE
) -> Reply:
    """POST urlencoded fields; a field of several values is repeated. Raises as `ask` does."""
    return ask("POST", url, seconds=seconds, most=most, headers=headers, data=fields)


def post_json(url: str, data: Any, *, seconds: float, most: int = MOST, headers: Mapping[str, str] = NONE) -> Reply:
    return ask("POST", url, seconds=seconds, most=most, headers=headers, json=data)


def post_file(
    url: str,
    fields: Mapping[str, str],
    file: tuple[str, bytes, str],
    *,
    seconds: float,
    headers: Mapping[str, str] = NONE,
) -> Reply:
    """POST multipart: `file` is (name, content, mime), sent as the field "file"."""
    return ask("POST", url, seconds=seconds, headers=headers, data=fields, files={"file": file})


def get(
    url: str, *, seconds: float, most: int = MOST, headers: Mapping[str, str] = NONE, query: Fields = NONE
) -> Reply:
    """GET, with `query` in the address: nothing secret belongs there."""
    return ask("GET", url, seconds=seconds, most=most, headers=headers, params=query or None)


def delete(url: str, *, seconds: float, headers: Mapping[str, str] = NONE) -> Reply:
    return ask("DELETE", url, seconds=seconds, headers=headers)


def bearer(token: str) -> dict[str, str]:
    """Raises ValueError for what no header can carry: httpx would quote it in its error."""
    return {"Authorization": f"Bearer {_plain(token)}"}


def basic(user: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{_plain(user)}:{_plain(secret)}".encode()).decode()}


def ask(
    method: str,
    url: str,
    *,
    seconds: float,
    most: int = MOST,
    headers: Mapping[str, str] = NONE,
    name: str = "",
    **body: Any,
) -> Reply:
    """One question, one answer. Raises Unanswered when the question had begun to leave and no whole answer came
    within `seconds`, ProviderAway when nothing had, AnswerTooLong when the answer was longer than `most` bytes,
    ValueError for an address that is not safe. Looking a name up is not timed.
    `name` is whose certificate is wanted, where the address is a number.
    """
    if not is_safe(url):
        raise ValueError("An outside service is called by https.")
    timeout = httpx.Timeout(seconds, connect=seconds / 2)  # each address of a name is tried for so long
    talk = _Talk()
    try:
        with (
            _deadline(talk, seconds),
            httpx.Client(verify=_trusted(), trust_env=False, timeout=timeout) as client,
        ):
            asked = {"headers": {"Accept-Encoding": "identity", **headers}, "extensions": _extensions(talk, name)}
            with client.stream(method, url, **body, **asked) as answer:
                leads_to, pace = answer.headers.get("Location", ""), _pace(answer)
                wait, usage = _seconds_to_wait(answer), _usage(answer)
                return Reply(answer.status_code, _bounded(answer, most), wait, leads_to, pace, usage)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as away:
        raise (Unanswered if talk.has_begun else ProviderAway)(type(away).__name__) from None


def _extensions(talk: "_Talk", name: str) -> dict[str, Any]:
    return {"trace": talk.watch} | ({"sni_hostname": name} if name else {})


def _plain(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise ValueError("A key holds plain letters, digits and signs.")
    return text


def _seconds_to_wait(answer: httpx.Response) -> float | None:
    """Retry-After in seconds; a date is not asked for."""
    said = answer.headers.get("Retry-After", "")
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else None


def _pace(answer: httpx.Response) -> float | None:
    """Of X-RateLimit-Interval-Milliseconds."""
    said = answer.headers.get("X-RateLimit-Interval-Milliseconds", "")
    return int(said) / 1000 if said.isascii() and said.isdigit() and len(said) < 9 else None


def _usage(answer: httpx.Response) -> dict[str, str]:
    said = {name: answer.headers.get(name, "") for name in USAGE}
    return {name: text for name, text in said.items() if 0 < len(text) <= LONGEST_USAGE}


def _bounded(answer: httpx.Response, most: int) -> bytes:
    body = bytearray()
    for piece in answer.iter_raw():
        body += piece
        if len(body) > most:
            raise AnswerTooLong
    return bytes(body)


class _Talk:
    """Looks on, by httpx's trace: which socket it is, and whether the question has begun to leave."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []
        self.has_begun = False

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.sockets.append(info["return_value"].get_extra_info("socket"))
        self.has_begun |= event == "http11.send_request_headers.started"

    def cut(self) -> None:
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def _deadline(talk: _Talk, seconds: float) -> Iterator[None]:
    """The socket is shut down when the time is over. A server may send a little every second, for ever: whoever
    waits for it gets an error at once."""
    end = threading.Timer(seconds, talk.cut)
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes longer than the call."""
    return httpx.create_ssl_context(trust_env=False)
