"""Whole runs as processes of their own, on a home of their own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.servers import state
from crm.servers.passing import temporary_home
from crm.servers.tests.conftest import ADDRESSES, PROJECT, until


class FakeRun:
    """python -m crm.run.tests.fake_run, and what can be seen of it."""

    def __init__(self, home: Path, *options: str, **environment: str) -> None:
        self.home = home
        self.port, self.live = (*options[:2],) if len(options) > 1 else (free_port(), free_port())
        clean = {name: value for name, value in os.environ.items() if name not in ADDRESSES}
        self.log = home / f"output-{self.port}.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "crm.run.tests.fake_run", home, self.port, self.live, *options[2:]],
                cwd=PROJECT,
                env=clean | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def says(self, text: str, seconds: float = 15) -> bool:
        return until(lambda: text in self.output, seconds)

    def token(self) -> str:
        return state.read(self.home)["token"]

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def home() -> Iterator[Path]:
    with temporary_home() as folder:
        yield folder


@pytest.fixture
def fake_run(home: Path) -> Iterator[Callable[..., FakeRun]]:
    started: list[FakeRun] = []

    def start(*options: str, **environment: str) -> FakeRun:
        started.append(FakeRun(home, *options, **environment))
        return started[-1]

    yield start
    for run in started:
        if run.process.poll() is None:
            run.end()
