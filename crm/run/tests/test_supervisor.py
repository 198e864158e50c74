import asyncio
import io
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from secrets import token_hex

import psutil
import pytest

from crm.run import supervisor as module
from crm.run.children import Child
from crm.run.leftovers import marked
from crm.run.supervisor import Supervisor
from crm.servers.passing import temporary_home
from crm.testing.browsers import no_loop_here

SLEEP = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
FAMILY = f"import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True); {SLEEP}"


class Watched:
    """A supervisor with small children, and what it wrote."""

    def __init__(self, sockets: Path, *programs: str) -> None:
        self.output, self.token = io.StringIO(), token_hex(8)
        self.children = [
            Child(f"child{number}", [sys.executable, "-c", program], patience=1)
            for number, program in enumerate(programs)
        ]
        self.sockets = sockets

    async def during(self, act: Callable[[], Awaitable[None]]) -> None:
        running = Supervisor(
            self.children, dict(os.environ), token=self.token, sockets=self.sockets, output=self.output
        )
        await running.start()
        try:
            await act()
        finally:
            await running.stop()

    def run(self, act: Callable[[], Awaitable[None]]) -> str:
        with no_loop_here():
            asyncio.run(self.during(act))
        return self.output.getvalue()

    def pids(self, name: str = "") -> set[int]:
        return {process.pid for process in marked(self.token, name)}

    async def until(self, condition: Callable[[], object], seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.05)

    def ups(self) -> int:
        return self.output.getvalue().count("up")


@pytest.fixture
def sockets() -> Iterator[Path]:
    with temporary_home() as folder:
        yield folder


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST", 0.2)
    monkeypatch.setattr(module, "LOOK", 0.1)


def test_a_child_that_is_killed_comes_back_and_one_line_says_so(sockets: Path):
    watched = Watched(sockets, SLEEP)

    async def kill() -> None:
        await watched.until(watched.ups)
        (pid,) = watched.pids()
        os.kill(pid, signal.SIGKILL)
        await watched.until(lambda: watched.ups() == 2)
        assert pid not in watched.pids()

    output = watched.run(kill)

    assert output.count("child0 ended (signal 9): starting it again in 0.2 s") == 1


def test_a_child_that_ends_at_once_is_started_ever_more_slowly(sockets: Path):
    watched = Watched(sockets, "raise SystemExit(3)")

    async def wait() -> None:
        await watched.until(lambda: "again in 0.8 s" in watched.output.getvalue())

    output = watched.run(wait)

    pauses = [line.split("again in ")[1] for line in output.splitlines() if "(exit 3)" in line]
    assert pauses[:3] == ["0.2 s", "0.4 s", "0.8 s"]


def test_the_other_children_are_left_alone_when_one_dies(sockets: Path):
    watched = Watched(sockets, SLEEP, SLEEP)

    async def kill_the_first() -> None:
        await watched.until(lambda: watched.ups() == 2)
        second = watched.pids("child1")
        os.kill(watched.pids("child0").pop(), signal.SIGKILL)
        await watched.until(lambda: watched.ups() == 3)
        assert watched.pids("child1") == second

    watched.run(kill_the_first)


def test_what_a_dead_child_left_behind_is_cleared_before_it_starts_again(sockets: Path):
    watched = Watched(sockets, FAMILY)

    async def kill_the_parent() -> None:
        await watched.until(watched.ups)
        parent = next(process for process in marked(watched.token) if process.name() != "sleep")
        orphan = watched.pids() - {parent.pid}
        parent.kill()
        await watched.until(lambda: watched.ups() == 2)
        assert not orphan & watched.pids()

    watched.run(kill_the_parent)


@pytest.mark.parametrize("program", [SLEEP, STUBBORN, FAMILY], ids=["polite", "stubborn", "with a grandchild"])
def test_nothing_is_left_after_the_stop(sockets: Path, program: str):
    watched = Watched(sockets, program)

    async def look() -> None:
        await watched.until(watched.ups)
        assert watched.pids()

    watched.run(look)

    assert watched.pids() == set()


def test_no_port_is_opened_by_the_supervisor_itself(sockets: Path):
    before = psutil.Process().net_connections("inet")
    watched = Watched(sockets, SLEEP)

    async def look() -> None:
        await watched.until(watched.ups)
        assert psutil.Process().net_connections("inet") == before

    watched.run(look)
