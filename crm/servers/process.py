"""One process of this machine, told apart from a later one that was given the same number."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

# Seconds by which two readings of one process's start may differ (the boot time is a rounded number).
SAME = 2.0


@dataclass(frozen=True)
class Identity:
    """A pid and the moment the process was made, seconds since the epoch."""

    pid: int
    created: float

    def process(self) -> psutil.Process | None:
        """The live process, None when it is gone, is a zombie, or its number belongs to another one now."""
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(self.pid)
            if lives(found) and abs(found.create_time() - self.created) < SAME:
                return found
        return None

    @property
    def alive(self) -> bool:
        return self.process() is not None

    def signal(self, number: int) -> None:
        if process := self.process():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)


def identify(pid: int) -> Identity | None:
    """The process that has this pid now, None when there is none."""
    try:
        return Identity(pid, psutil.Process(pid).create_time())
    except psutil.Error:
        return None


def me() -> Identity:
    """The process that asks."""
    return Identity(os.getpid(), psutil.Process().create_time())


def at_work_in(folder: Path, pid: int, program: str) -> Identity | None:
    """The pid's process if it is `program` with `folder` as its working directory, else None.

    PostgreSQL and Redis both move into their data folder, so a pid file left by a crash whose number was
    given to some other program is recognised.
    """
    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if program in process.name() and Path(process.cwd()).samefile(folder):
            return Identity(pid, process.create_time())
    return None


def all_at_work_in(folder: Path, program: str) -> list[psutil.Process]:
    """Every live process of `program` with `folder` as its working directory."""
    return [each for each in psutil.process_iter() if lives(each) and at_work_in(folder, each.pid, program)]


def end(identity: Identity, steps: list[tuple[int, float]]) -> None:
    """Send each signal in turn, giving the process and its children that many seconds before the next one."""
    process = identity.process()
    if process is None:
        return
    identity.signal(signal.SIGCONT)  # a frozen process takes no other signal
    family = [process, *children_of(process)]
    for number, patience in steps:
        identity.signal(number)
        family = _left_after(patience, family)
        if not family:
            return
    kill_all(family)


def kill_all(processes: list[psutil.Process]) -> None:
    """SIGKILL them and wait until they are gone, a few seconds at most."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGKILL)
    _left_after(5, processes)


def lives(process: psutil.Process) -> bool:
    """A zombie does not: it only waits for a parent to ask, which may take init seconds."""
    with contextlib.suppress(psutil.Error):
        return process.is_running() and process.status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    return False


def _left_after(seconds: float, processes: list[psutil.Process]) -> list[psutil.Process]:
    """Who of them still lives once all are gone or the time is over."""
    deadline = time.monotonic() + seconds
    while (living := [process for process in processes if lives(process)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    return living


def children_of(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []
