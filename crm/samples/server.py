"""Serves the sample websites on the loopback, each on <slug>-site.localhost, under a strict content policy."""

import re
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from crm.samples.sites import FILES, TYPES, Site, page, sites

LOOPBACK = "127.0.0.1"
_HOST = re.compile(r"([a-z0-9-]+)-site\.localhost(:\d+)?", re.ASCII)


class Page(BaseHTTPRequestHandler):
    """/, /it/ and so on, /files/...; nothing on any other host."""

    home: Path
    web: int

    def do_GET(self) -> None:
        status, kind, body, form_host = self._answer()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy(form_host))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def _answer(self) -> tuple[HTTPStatus, str, bytes, str]:
        host = _HOST.fullmatch(self.headers.get("Host", "").lower())
        site = next((one for one in sites(self.home, self.web) if host and one.slug == host[1]), None)
        if site is None:  # another name that leads here is somebody's trick
            return HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is no website here.\n", ""
        kind, body = _content(site, urlsplit(self.path).path)
        status = HTTPStatus.OK if body else HTTPStatus.NOT_FOUND
        return status, kind, body, site.home

    def log_message(self, *_: object) -> None:
        """Quiet."""


def policy(home: str) -> str:
    """What docs/website.md tells clinics to allow: the host of the form for script, look, answers and sending."""
    own = {"script-src": "'self'", "style-src": "'self'", "connect-src": "", "form-action": "", "img-src": "'self'"}
    named = {"script-src", "style-src", "connect-src", "form-action"}
    rules = {name: f"{own[name]} {home if name in named else ''}".strip() or "'none'" for name in own}
    fixed = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return "; ".join([fixed, *(f"{name} {value}" for name, value in rules.items())])


def _content(site: Site, path: str) -> tuple[str, bytes]:
    if path.startswith("/files/"):
        file = FILES.get(path.removeprefix("/files/"))
        return (TYPES[file.suffix], file.read_bytes()) if file else ("text/plain", b"")
    language = path.strip("/") or site.languages[0]
    if language not in site.languages:
        return "text/plain", b""
    return "text/html; charset=utf-8", page(site, language).encode()


def serve(home: Path, *, web: int, port: int) -> None:
    """Until it is stopped. Exits with a sentence when the port is taken."""
    handler = type("Samples", (Page,), {"home": home, "web": web})
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as taken:
        sys.exit(f"Port {port} is for the sample websites, and it is taken: {taken}. Choose another PORT.")
    server.serve_forever()
