"""Find every process of a run, however deep and in whatever session, by a mark in its environment."""

import os

import psutil

from crm.servers.process import kill_all, lives

MARK = "BRIDGEWORK_RUN"


def mark(token: str, name: str) -> dict[str, str]:
    """The environment entry for child `name` of the run `token`; its own children inherit it."""
    return {MARK: f"{token}/{name}"}


def marked(token: str, name: str = "") -> list[psutil.Process]:
    """The live processes of that run, or of one of its children."""
    wanted = f"{token}/{name}"
    return [process for process in psutil.process_iter() if _mark_of(process).startswith(wanted)]


def sweep(token: str, name: str = "") -> int:
    """Kill what is left of a run or of one of its children; how many processes that were."""
    found = marked(token, name)
    kill_all(found)
    return len(found)


def _mark_of(process: psutil.Process) -> str:
    """Other users' processes and those just ended show no environment."""
    try:
        mine = process.pid == os.getpid()
        return process.environ().get(MARK, "") if not mine and lives(process) else ""
    except (psutil.Error, OSError):
        return ""
