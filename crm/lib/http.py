"""The one door to other people's servers: https, no redirects, a deadline for the whole talk, bounded answers.

Where it leads is the caller's to know: an address comes from our own settings, never from what somebody typed.
"""

import json
import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from crm.lib.errors import ProviderAway, ProviderError

MOST = 64 * 1024  # bytes of an answer that are read
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells every request


@dataclass(frozen=True)
class Reply:
    """What a server answered, whatever it means."""

    status: int
    body: bytes

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
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def post_form(url: str, fields: Mapping[str, str], *, seconds: float, most: int = MOST) -> Reply:
    """POST urlencoded fields. Raises ProviderAway when no whole answer came within `seconds`, ProviderError when
    it was longer than `most` bytes, ValueError for an address that is not safe. Looking a name up is not timed.
    """
    if not is_safe(url):
        raise ValueError("An outside service is called by https.")
    timeout = httpx.Timeout(seconds, connect=seconds / 2)  # each address of a name is tried for so long
    try:
        with (
            _deadline(seconds) as watch,
            httpx.Client(verify=_trusted(), trust_env=False, timeout=timeout) as client,
        ):
            asked = {"data": fields, "headers": {"Accept-Encoding": "identity"}, "extensions": {"trace": watch}}
            with client.stream("POST", url, **asked) as answer:
                return Reply(answer.status_code, _bounded(answer, most))
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as away:
        raise ProviderAway(type(away).__name__) from None


def _bounded(answer: httpx.Response, most: int) -> bytes:
    body = b""
    for piece in answer.iter_raw():
        body += piece
        if len(body) > most:
            raise ProviderError("too long an answer", permanent=False)
    return body


@contextmanager
def _deadline(seconds: float) -> Iterator[Any]:
    """A callable for httpx's trace, that remembers the socket; it is shut down when the time is over. A server may
    send a little every second, for ever: whoever waits for it gets an error at once."""
    sockets: list[socket.socket] = []

    def watch(event: str, info: Mapping[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            sockets.append(info["return_value"].get_extra_info("socket"))

    def cut() -> None:
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    end = threading.Timer(seconds, cut)
    end.daemon = True
    end.start()
    try:
        yield watch
    finally:
        end.cancel()


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes longer than the call."""
    return httpx.create_ssl_context(trust_env=False)
