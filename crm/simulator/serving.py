"""HTTP on the loopback: one request in, one answer out."""

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm.lib.simulating import Answer, Request, in_json

LARGEST = 110 * 1024 * 1024  # bytes: a document of WhatsApp and its wrapping
_NAME = re.compile(r"(localhost|127\.0\.0\.1)(:\d+)?")
POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'"


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was killed in the middle of a question is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Door(BaseHTTPRequestHandler):
    """Another name that leads here, and a page of somebody else that posts here, are tricks: both are refused."""

    host: Any
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_DELETE = do_GET  # noqa: N815  http.server's names

    def _serve(self) -> None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdigit() or int(size) > LARGEST:
            self.close_connection = True
            return self._say(in_json({"error": "too large"}, 413))
        body = self.rfile.read(int(size))
        if not self._is_for_us():
            return self._say(in_json({"error": "This answers to this machine alone."}, 404))
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        answer = self.host.answer(request)
        if answer is None:
            self.close_connection = True
            return None
        return self._say(answer)

    def _is_for_us(self) -> bool:
        origin = self.headers.get("Origin")
        ours = origin is None or _NAME.fullmatch(origin.removeprefix("http://"))
        return bool(_NAME.fullmatch(self.headers.get("Host", "")) and ours)

    def _say(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Quiet."""
