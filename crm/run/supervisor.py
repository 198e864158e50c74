"""Keeps the children alive, with circus: its watchers, streams and stop; the back-off is ours."""

import asyncio
import logging
import os
import time
from pathlib import Path
from typing import Any, TextIO

import zmq
from circus.arbiter import Arbiter
from circus.exc import ConflictError
from circus.process import DEAD_OR_ZOMBIE, UNEXISTING
from circus.watcher import Watcher
from tornado.concurrent import Future
from tornado.ioloop import IOLoop

from crm.run.children import Child
from crm.run.leftovers import mark, sweep
from crm.run.output import Lines, say

# Seconds: the pause before a restart doubles from the first to the longest; a steady life resets it.
FIRST, LONGEST, STEADY = 1.0, 30.0, 30.0
# How often circus looks after the children, seconds.
LOOK = 0.5


class Keeper(Watcher):
    """One child. Started again when it dies, ever more slowly, each time with one line that says so."""

    def __init__(self, child: Child, environment: dict[str, str], token: str, output: TextIO | None) -> None:
        super().__init__(
            child.name,
            child.command[0],
            args=child.command[1:],
            env={**environment, **mark(token, child.name)},
            graceful_timeout=child.patience,
            stdout_stream={"stream": Lines(child.name, output)},
            stderr_stream={"stream": Lines(child.name, output)},
        )
        self.token, self.output = token, output
        self.deaths, self._pause, self._not_before = 0, FIRST, 0.0

    def reap_process(self, pid: int, status: int | None = None) -> None:
        """A child has ended: clear away what it left, and set the moment of the next start."""
        process = self.processes.get(pid)
        super().reap_process(pid, status)
        if process is None or self.is_stopping() or self.is_stopped():
            return
        sweep(self.token, self.name)
        lived = time.time() - process.started
        self._pause = FIRST if lived > STEADY else min(self._pause * (2 if self.deaths else 1), LONGEST)
        self._not_before = time.monotonic() + self._pause
        self.deaths += 1
        say(
            f"{self.name} ended ({_ending(status)}): starting it again in {self._pause:g} s",
            output=self.output,
        )

    def manage_processes(self) -> Future:
        for process in list(self.processes.values()):
            if process.status in (DEAD_OR_ZOMBIE, UNEXISTING):
                self.reap_process(process.pid)
        return super().manage_processes()

    def spawn_processes(self) -> Future:
        if time.monotonic() >= self._not_before:
            return super().spawn_processes()
        nothing: Future = Future()
        nothing.set_result(None)
        return nothing


class Supervisor:
    """The children of one run. start() and stop() belong to one event loop."""

    def __init__(
        self,
        children: list[Child],
        environment: dict[str, str],
        *,
        token: str,
        sockets: Path,
        output: TextIO | None = None,
    ) -> None:
        """`sockets`: a private folder for circus's two control sockets; it opens no port."""
        logging.getLogger("circus").setLevel(logging.ERROR)
        self.token = token
        self.keepers = [Keeper(child, environment, token, output) for child in children]
        self._context = zmq.Context()
        self._arbiter = Arbiter(
            self.keepers,
            f"ipc://{sockets}/control",
            f"ipc://{sockets}/events",
            check_delay=LOOK,
            context=self._context,
            loop=IOLoop.current(),
        )

    async def start(self) -> None:
        await self._arbiter.start()

    async def stop(self) -> None:
        """End all children cleanly, each within its patience; nothing of them is left afterwards."""
        self._arbiter.ctrl.caller.stop()  # no more looking after children: it would only collide with the stop
        await self._ask_to_stop()
        await asyncio.sleep(0.05)  # circus closes its sockets in a callback
        self._context.destroy(linger=0)
        sweep(self.token)

    async def _ask_to_stop(self) -> Any:
        """Circus refuses a command while it does another one: then ask again."""
        while True:
            try:
                return await self._arbiter.stop()
            except ConflictError:
                await asyncio.sleep(0.05)


def _ending(status: int | None) -> str:
    if status is None:
        return "for an unknown reason"
    code = os.waitstatus_to_exitcode(status)
    return f"signal {-code}" if code < 0 else f"exit {code}"
