"""What an adapter puts on the wire, and what it makes of an answer: a server of the test's own."""

import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm.testing.answering import answer, answering

FOLDER = os.environ.get("WIRE_VECTORS", "")
needs_vectors = pytest.mark.skipif(not FOLDER, reason="WIRE_VECTORS names no folder")


def vector(name: str) -> Any:
    return json.loads(Path(FOLDER, name).read_text())


@contextmanager
def saying(status: int, body: Any, **headers: str):
    """(base address, server); `server.heard` are the requests."""
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Whatever", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "".join(f"{line}\r\n" for line in lines).encode()
    with answering(lambda one, _: one.sendall(answer(said, head))) as server:
        yield f"http://127.0.0.1:{server.port}", server


def body_of(request: bytes) -> Any:
    return json.loads(request.partition(b"\r\n\r\n")[2])


def head_of(request: bytes) -> str:
    return request.partition(b"\r\n\r\n")[0].decode()
