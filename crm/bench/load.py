"""Sending as fast as answers come, over connections that stay open; from a process of its own."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from crm.bench.body import BODY

SCRIPT = Path(__file__).with_name("unique.lua")


@dataclass(frozen=True)
class Target:
    """Where a candidate listens, and what it is sent."""

    name: str
    port: int
    path: str
    host: str
    key: str


@dataclass(frozen=True)
class Turn:
    """What came of one turn; p50 and p99 in ms. `refused`: answers but 201. `broken`: no answer."""

    requests: int
    seconds: float
    refused: int
    broken: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def generator() -> str:
    """Who sends: wrk where it is installed, because it costs the least of what is measured."""
    return "wrk" if shutil.which("wrk") else "crm.bench.sender"


def send(target: Target, *, seconds: float, connections: int, first: int) -> Turn:
    """One turn, with people numbered from `first` on. Raises RuntimeError with what the generator said."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as body:
        body.write(BODY)
        body.flush()
        command = _command(target, seconds, connections, first, body.name)
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), None)
    if line is None:
        raise RuntimeError(f"{target.name}: {done.stdout}{done.stderr}")
    return Turn(**json.loads(line))


def _command(target: Target, seconds: float, connections: int, first: int, body: str) -> list[str]:
    if generator() == "wrk":
        whole = max(1, round(seconds))  # it counts whole seconds
        address = f"http://127.0.0.1:{target.port}{target.path}"
        options = ["-t1", f"-c{connections}", f"-d{whole}s", "-s", str(SCRIPT), address]
        return ["wrk", *options, "--", target.key, target.host, str(first), body]
    where = [str(target.port), target.path, target.host, target.key]
    return [sys.executable, "-m", "crm.bench.sender", *where, str(seconds), str(connections), str(first)]
