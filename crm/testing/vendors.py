"""Turnstile, hCaptcha and reCAPTCHA on the loopback; what they say is in leads/tests/payloads/siteverify.json."""

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from crm.testing.answering import OK, Answering, answer, answering
from leads.services.captcha import asking

FORM = b"application/x-www-form-urlencoded"
_FOLDER = os.environ.get("WIRE_VECTORS")
_FILE = (
    Path(_FOLDER) / "captcha" / "siteverify.json"
    if _FOLDER
    else Path(__file__).parents[2] / "leads/tests/payloads/siteverify.json"
)
VECTORS: dict[str, Any] = json.loads(_FILE.read_text())
NO_TOKEN = {"success": False, "error-codes": ["invalid-input-response"]}
NO_SECRET = {"success": False, "error-codes": ["invalid-input-secret"]}
BAD = {"success": False, "error-codes": ["bad-request"]}
OUR_SECRET = "0xOurOwnSecretOfTheVendor"


@dataclass
class Vendor:
    """Knows one secret and a few tokens: {token: what it answers}. `raw` is said instead, whatever was asked."""

    secret: str = OUR_SECRET
    tokens: dict[str, Any] = field(default_factory=dict)
    raw: bytes | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    server: Answering | None = None

    @property
    def url(self) -> str:
        return self.server.url

    def talk(self, one: socket.socket, request: bytes) -> None:
        if self.raw is not None:
            one.sendall(self.raw)
        elif self.raw is None and self.tokens is not None:
            one.sendall(answer(json.dumps(self._said(request)).encode()))
        else:
            self.server.wait(30)

    def hang(self) -> None:
        self.tokens = None

    def _said(self, request: bytes) -> dict[str, Any]:
        head, _, body = request.partition(b"\r\n\r\n")
        if FORM not in head.lower():  # hCaptcha takes nothing else, and the others take it too
            return BAD
        sent = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        self.asked.append(sent)
        if sent.get("secret") != self.secret:
            return NO_SECRET
        return self.tokens.get(sent.get("response"), NO_TOKEN)


def broken(status: int) -> bytes:
    return answer(b"<html>Sorry</html>", f"HTTP/1.1 {status} Sorry\r\nContent-Type: text/html\r\n".encode())


GARBAGE, A_LIST, HUGE = answer(b"\xff{]", OK), answer(b"[1]", OK), answer(b" " * 5_000_000, OK)


@pytest.fixture
def vendor(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """All three vendors' addresses lead to this one; nobody remembers that it was away in another test."""
    one = Vendor()
    monkeypatch.setattr(asking, "_breakers", {name: type(old)(pause=10) for name, old in asking._breakers.items()})
    with answering(one.talk) as one.server:
        settings.CAPTCHA_URLS = dict.fromkeys(settings.CAPTCHA_URLS, one.url)
        yield one
