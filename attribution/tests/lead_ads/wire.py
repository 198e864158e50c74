"""The vectors of WIRE_VECTORS about lead ads, and a server that says one thing."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from attribution.providers.meta_leads.client import MetaPages
from crm.testing.answering import Answering, answer, answering, saying

FOLDER = Path(os.environ.get("WIRE_VECTORS", ""))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECRET, TOKEN = "meta_app_secret_test_1", "EAAB-test-token"
needs_vectors = pytest.mark.skipif("WIRE_VECTORS" not in os.environ, reason="WIRE_VECTORS names no folder")


def raw(name: str) -> bytes:
    return Path(FOLDER, "meta_leads", name).read_bytes()


def named(name: str) -> Any:
    return json.loads(raw(name))


def head(status: int = 200, *more: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Well", "Content-Type: application/json", *more]
    return "".join(f"{line}\r\n" for line in lines).encode()


def pages_at(server: Answering, **more: Any) -> MetaPages:
    base = f"http://127.0.0.1:{server.port}"
    return MetaPages(
        base, **{"token": TOKEN, "app_id": "1", "app_secret": SECRET, "page_id": "100000000000001"} | more
    )


@contextmanager
def graph(said: Any, status: int = 200, *headers: str) -> Iterator[tuple[MetaPages, Answering]]:
    """A page whose Meta answers `said` to everything."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    with answering(saying(answer(body, head(status, *headers)))) as server:
        yield pages_at(server), server
