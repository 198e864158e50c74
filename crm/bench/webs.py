"""The web processes that are measured: granian, two workers, as `make run` and the Procfile start it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from crm.run.children import WEB

OURS, FLOORS = "crm.wsgi:application", "crm.bench.floor.wsgi:application"
# The floors' threads are those of PERFORMANCE 2; ours run as they are shipped.
FLOOR_THREADS = ("--http", "1", "--no-ws", "--blocking-threads", "4")
WORKERS = "2"
PATIENCE = 60  # seconds


@contextlib.contextmanager
def web(application: str) -> Iterator[tuple[int, int]]:
    """Its port and its process. Raises RuntimeError with its last words when it does not come up."""
    port = _free_port()
    threads = WEB if application == OURS else FLOOR_THREADS
    address = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", WORKERS)
    command = [str(Path(sys.executable).with_name("granian")), *address, *threads, application]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(process, port, log)
            yield port, process.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int, log: object) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
            wire.settimeout(PATIENCE)
            wire.sendall(b"GET /nowhere HTTP/1.0\r\nHost: nowhere\r\n\r\n")
            if wire.recv(12):
                return
        time.sleep(0.1)
    log.seek(0)
    raise RuntimeError(f"The web process did not come up:\n{log.read()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
