import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.servers import Servers, passing
from crm.servers.attaching import NAMES

# What a test run has in its own environment.
ADDRESSES = {*NAMES, "DATABASE_ADMIN_URL"}
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the servers' account can reach, removed with everything that runs in it."""
    with passing.temporary_home() as folder:
        yield folder


@pytest.fixture(scope="module", params=[18, 16])
def servers(request: pytest.FixtureRequest) -> Iterator[Servers]:
    with passing.temporary(major=request.param) as running:
        yield running


@pytest.fixture
def bare_environment() -> dict[str, str]:
    """Ours, without any address of a server."""
    return {name: value for name, value in os.environ.items() if name not in ADDRESSES} | {
        "PYTHONPATH": str(PROJECT)
    }


@pytest.fixture
def python(bare_environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a small program as another process; it is ended with the test."""
    started = []

    def start(program: str, *arguments: object, **environment: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-u", "-c", program, *map(str, arguments)],
                env=bare_environment | environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(condition: Callable[[], object], seconds: float = 10) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
