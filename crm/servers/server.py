"""What PostgreSQL and Redis have in common here: a program in a data folder, reached through one socket."""

import contextlib
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from psutil import Process

from crm.servers.account import Account
from crm.servers.errors import ServersError
from crm.servers.process import Identity, children_of, end, identify, kill_all

# Seconds to wait for a server to answer; recovery after a crash is the slow case.
PATIENCE = 60


class Server(ABC):
    """One server program. Start and stop are safe to repeat; the socket's path never changes."""

    title: str
    program_name: str

    def __init__(self, *, data: Path, sockets: Path, account: Account) -> None:
        self.data, self.sockets, self.account = data, sockets, account
        self.identity: Identity | None = self.left_over()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def socket(self) -> Path:
        """The unix socket it listens on."""

    @abstractmethod
    def command(self) -> list[str]:
        """The program and its options."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes requests now."""

    @abstractmethod
    def left_over(self) -> Identity | None:
        """The process that works on our data folder now, whoever started it."""

    @abstractmethod
    def stop_steps(self) -> list[tuple[int, float]]:
        """Signals and the seconds each of them gets; what is then left is killed."""

    def remains(self) -> list[Process]:
        """What a server that was killed left running on our data folder; it would keep a new one from it."""
        return []

    @property
    def alive(self) -> bool:
        return self.identity is not None and self.identity.alive

    def start(self) -> None:
        """Start unless it runs, and return when it answers. Raises ServersError with the end of its log.

        At once when somebody removed the folder of its socket: then it never will answer.
        """
        if not self.alive:
            self._reap()
            kill_all(self.remains())
            self.identity = identify(self._launch().pid)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not self.sockets.is_dir():
                self.stop()
                raise ServersError(f"{self.title} cannot be reached: {self.sockets} is gone.")
            if not self.alive or time.monotonic() > deadline:
                raise ServersError(f"{self.title} did not start. Its log ends with:\n{self._log_end()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it cleanly, data on disk, and return when the process and its children are gone."""
        if self.identity:
            end(self.identity, self.stop_steps())
        self._reap()

    def kill(self) -> None:
        """SIGKILL, as a crash does; returns when the process and its children are gone."""
        if self.identity and (process := self.identity.process()):
            kill_all([process, *children_of(process)])
        self._reap()

    def restart(self) -> None:
        self.stop()
        self.start()

    def freeze(self) -> None:
        """SIGSTOP: connections hang instead of being refused. thaw() undoes it."""
        if self.identity:
            self.identity.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        if self.identity:
            self.identity.signal(signal.SIGCONT)

    def _launch(self) -> subprocess.Popen[bytes]:
        """In a session of its own: Ctrl-C in a terminal is ours to handle, not the server's."""
        with self._log.open("ab") as log:
            self._log.chmod(0o600)
            self._child = subprocess.Popen(
                self.command(),
                cwd=self.data,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account.identity(),
            )
        return self._child

    def _reap(self) -> None:
        """Collect the exit code when we are the parent, so that no zombie stays."""
        self.identity = None
        if self._child:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=5)

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    def _log_end(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return "\n".join(lines[-8:]) or "(nothing)"
