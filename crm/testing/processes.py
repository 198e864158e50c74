"""The product's real processes against this test's servers: web, worker, beat, live."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from crm.celery import app as celery_app
from crm.run.children import WEB
from crm.testing.simulators import Simulator

DEADLINE = 30  # seconds a process may take to answer
BIN = Path(sys.executable).parent


class Process:
    """One started process; stopping it twice is fine."""

    def __init__(self, command: list[str], **environment: str):
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the process
        self._popen = subprocess.Popen(
            command, stdout=self.log, stderr=subprocess.STDOUT, env=os.environ | environment, start_new_session=True
        )

    @property
    def pid(self) -> int:
        return self._popen.pid

    def running(self) -> bool:
        return self._popen.poll() is None

    def kill(self, number: int = signal.SIGKILL) -> None:
        """The whole group at once: nobody has the time to say goodbye."""
        if self.running():
            os.killpg(self._popen.pid, number)

    def stop(self) -> None:
        self.kill(signal.SIGTERM)
        try:
            self._popen.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            self._popen.wait(10)

    def wait(self, seconds: float) -> int:
        return self._popen.wait(seconds)

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")


class Web(Process):
    """A granian of this test process, with addresses that know about hosts. It has one worker, and is told so."""

    def __init__(self, application: str, interface: str, port: int, **environment: str):
        self.port = port
        environment = {"WEB_WORKERS": "1"} | environment
        command = [str(BIN / "granian"), "--interface", interface, application, "--port", str(self.port)]
        # An open stream would keep a stopping process for as long as it is read.
        command += ["--host", "127.0.0.1", "--workers-kill-timeout", "1", "--workers", "1"]
        command += WEB if interface == "wsgi" else ["--no-ws"]
        super().__init__(command, **environment)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, path: str, *, host: str, **options: object) -> httpx.Response:
        headers = {"Host": f"{host}:{self.port}", **options.pop("headers", {})}
        return httpx.request(method, self.address + path, headers=headers, timeout=20, **options)

    def listens(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(question: Callable[[], object], *, seconds: float = DEADLINE, told: Callable[[], str] = str) -> object:
    """Ask again until the answer is truthy, and return it; fail with what `told` says after `seconds`."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > end:
            pytest.fail(f"Not within {seconds} s. {told()}"[-3000:])
        time.sleep(0.05)


def _answers(web: Web, path: str) -> bool:
    try:
        return web.request("GET", path, host="localhost").status_code < 500
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def ports() -> dict[str, str]:
    """Web and live name each other in links and headers, so both know both."""
    return {"PORT": str(free_port()), "LIVE_PORT": str(free_port())}


@pytest.fixture(scope="session")
def web(clinics: object, ports: dict[str, str]) -> Iterator[Web]:
    """The web process of the product; it sees committed rows only."""
    process = Web("crm.wsgi:application", "wsgi", int(ports["PORT"]), **ports)
    until(lambda: _answers(process, "/health"), told=process.output)
    yield process
    process.stop()


@pytest.fixture(scope="session")
def live(clinics: object, ports: dict[str, str]) -> Iterator[Web]:
    process = Web("crm.live:application", "asginl", int(ports["LIVE_PORT"]), **ports)
    until(lambda: _answers(process, "/live"), told=process.output)
    yield process
    process.stop()


def start_worker(concurrency: int = 1, **environment: str) -> Process:
    queues = "intake,delivery,lead_processing,sync,reports,default"
    command = [str(BIN / "celery"), "-A", "crm.celery", "worker", "-Q", queues, "-c", str(concurrency)]
    return Process([*command, "--without-gossip", "--without-mingle"], **environment)


@pytest.fixture(scope="session")
def workers(clinics: object) -> Iterator[list[Process]]:
    """The common workers that were started so far; ask for `worker` or `no_worker`."""
    started: list[Process] = []
    yield started
    for process in started:
        process.stop()


@pytest.fixture
def worker(workers: list[Process], _simulator: Simulator) -> Process:
    """A real worker with one child, so that one task follows the other in the same process (H:T6).

    What it sends reaches the simulator of this test process.

    It is up when it answers: the queues that it listens on are in Redis from the worker before it, too.
    """
    if not any(process.running() for process in workers):
        workers.append(start_worker(WHATSAPP_BASE_URL=_simulator.url))
        until(_a_worker_answers, told=workers[-1].output)
    return workers[-1]


def _a_worker_answers() -> bool:
    """Asked by a connection of its own: the app's may be to a Redis that was stopped since."""
    with celery_app.connection_for_write() as connection:
        return bool(celery_app.control.ping(timeout=0.5, connection=connection))


@pytest.fixture
def no_worker(workers: list[Process]) -> None:
    """For a test that brings workers of its own: the common one would take their jobs."""
    for process in workers:
        process.stop()
