"""The vectors of WIRE_VECTORS, and a moment at which all of them came."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("WIRE_VECTORS", ""))
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
needs_vectors = pytest.mark.skipif("WIRE_VECTORS" not in os.environ, reason="WIRE_VECTORS names no folder")


def raw(name: str) -> bytes:
    return Path(FOLDER, name).read_bytes()


def named(name: str) -> dict[str, Any]:
    return json.loads(raw(name))
