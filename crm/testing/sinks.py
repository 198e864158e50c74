"""SINK of HAZARDS 2: a fake provider in a process of its own; what it accepted is on disk, and is the oracle."""

import json
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crm.testing.processes import Process, until

# What it does with a message; only the first three keep it.
ACCEPT, ACCEPT_THEN_HANG, ACCEPT_THEN_500 = "accept", "accept-then-hang", "accept-then-500"
DROP, TOO_MANY = "drop", "429"
KEEPING = {ACCEPT, ACCEPT_THEN_HANG, ACCEPT_THEN_500}


class Sink:
    """The test's side: choose a mode, ask what arrived. `address` takes a POST of one JSON object with a `ref`."""

    def __init__(self, home: Path):
        self._home = home
        self.mode(ACCEPT)
        self.process = Process([sys.executable, "-m", "crm.testing.sinks", str(home)])
        port = until(lambda: _read(home / "port"), told=self.process.output)
        self.address = f"http://127.0.0.1:{port}/messages"

    def mode(self, mode: str) -> None:
        """From the next message on."""
        _replace(self._home / "mode", mode)

    def accepted(self) -> Counter[str]:
        """How often each `ref` was accepted."""
        lines = _read(self._home / "accepted.jsonl").splitlines()
        return Counter(json.loads(line)["ref"] for line in lines)

    def calls(self) -> int:
        """How often anybody called at all, refused calls too."""
        return len(_read(self._home / "calls"))


@pytest.fixture
def sink() -> Iterator[Sink]:
    with tempfile.TemporaryDirectory(prefix="bw-sink-") as home:
        found = Sink(Path(home))
        yield found
        found.process.kill()
        found.process.wait(10)


class Provider(BaseHTTPRequestHandler):
    """One request. The server carries `home` and `turn`."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        mode = _read(self.server.home / "mode")
        self._append("calls", b".")
        if mode in KEEPING:
            self._append("accepted.jsonl", json.dumps(json.loads(body)).encode() + b"\n")
        if mode == ACCEPT_THEN_HANG:
            threading.Event().wait()
        if mode == DROP:
            self.close_connection = True
            return
        self.send_response({ACCEPT: 200, TOO_MANY: 429}.get(mode, 500))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _append(self, name: str, line: bytes) -> None:
        with self.server.turn, (self.server.home / name).open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _replace(path: Path, text: str) -> None:
    """At once: nobody reads half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)


def serve(home: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.home, server.turn = home, threading.Lock()
    server.daemon_threads = True
    _replace(home / "port", str(server.server_port))
    server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
