"""The product's processes, each started again when it died, as whoever runs them in production does."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

import psutil

LOOK = 0.5  # seconds between two looks
PATIENCE = 10


class Program:
    """One program and what it started, in a group of its own. `starts` counts."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self.name, self._command, self._environment = name, command, dict(environment)
        self._log = folder / f"{name}.log"
        self._log.unlink(missing_ok=True)
        self.starts = 0
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._popen = subprocess.Popen(
                self._command, stdout=log, stderr=log, env=self._environment, start_new_session=True
            )
        self.starts += 1

    def revive(self) -> None:
        """When it is dead: end what it left behind, which may still be in mid-call, and start it again."""
        if self._popen is None or self._popen.poll() is None:
            return
        self._signal(signal.SIGKILL)
        self.start()

    def kill(self) -> None:
        """kill -9 of the process that was started; its children are left alone for a moment."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._popen.pid, signal.SIGKILL)

    def kill_child(self, chance: float) -> None:
        """kill -9 of one of its children."""
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self._popen.pid).children()
            if children:
                children[int(chance * len(children)) % len(children)].kill()

    def stop(self) -> None:
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(PATIENCE)
        self._signal(signal.SIGKILL)
        self._popen.wait(PATIENCE)

    def said(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-3000:] if self._log.exists() else ""

    def _signal(self, number: int) -> None:
        """The whole group, also when who began it is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, number)


class Keeper:
    """Looks after programs until it is stopped."""

    def __init__(self) -> None:
        self._programs: list[Program] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def keep(self, program: Program) -> None:
        """Start it, and see to it that it runs."""
        program.start()
        self._programs = [*self._programs, program]

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        for program in self._programs:
            program.stop()

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            for program in self._programs:
                program.revive()
