"""The mail server of `make run`: takes every mail, sends none, keeps them in .local/mail and shows them on a page.

On the loopback only; a mail server of one's own (MAIL_HOST in .env) takes its place.
"""

import email
import email.policy
import html
import logging
import re
import sys
import time
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

LOOPBACK = "127.0.0.1"
SHOWN = 50  # the newest ones
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_HOST = re.compile(r"(localhost|127\.0\.0\.1)(:\d+)?")


class Keeping:
    """aiosmtpd asks it for each mail: a file each, named by its moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        (self.folder / f"{time.time_ns()}.eml").write_bytes(envelope.content)
        return "250 OK"


class Page(BaseHTTPRequestHandler):
    """Every address is the same page. Text only: what a mail says is never run."""

    folder: Path

    def do_GET(self) -> None:
        ours = _HOST.fullmatch(self.headers.get("Host", ""))  # another name that leads here is somebody's trick
        body = page(self.folder).encode() if ours else b""
        self.send_response(200 if ours else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def page(folder: Path) -> str:
    """The newest mails as one HTML page."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.name, reverse=True)[:SHOWN]
    mails = "".join(map(_shown, files)) or "<p>No mail yet. It appears here: reload the page.</p>"
    style = "body{font:15px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}pre{white-space:pre-wrap}"
    return f"<!doctype html><meta charset=utf-8><title>Mails</title><style>{style}</style><h1>Mails</h1>{mails}"


def _shown(file: Path) -> str:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    subject, to = (html.escape(str(message[name] or "")) for name in ("Subject", "To"))
    return f"<hr><h2 dir=auto>{subject}</h2><p>{to}</p><pre dir=auto>{_linked(_text(message))}</pre>"


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _linked(text: str) -> str:
    """Escaped, with addresses that can be followed."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = html.escape(found[0])
        parts += [html.escape(text[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*parts, html.escape(text[end:])])


def serve(folder: Path, *, smtp: int, web: int) -> None:
    """Until it is stopped. Exits with a sentence when a port is taken."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    handler = type("Mails", (Page,), {"folder": folder})
    try:
        Controller(Keeping(folder), hostname=LOOPBACK, port=smtp).start()
        shown = ThreadingHTTPServer((LOOPBACK, web), handler)
    except OSError as taken:
        sys.exit(f"Ports {smtp} and {web} are for mails, and one is taken: {taken}. Choose another PORT.")
    shown.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), smtp=int(sys.argv[2]), web=int(sys.argv[3]))
