"""One run from start to stop. What was started is remembered at once and stopped in every case."""

import asyncio
import os
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from crm.run.children import Child
from crm.run.ending import Asked, Ending
from crm.run.leftovers import sweep
from crm.run.options import NotReady, Ports, Refused
from crm.run.output import say
from crm.run.steps import run_step
from crm.run.supervisor import Supervisor
from crm.servers import state
from crm.servers.attaching import NAMES, missing
from crm.servers.errors import ServersError
from crm.servers.files import exclusive
from crm.servers.place import PRIVATE, SOCKETS, make_home
from crm.servers.process import me
from crm.servers.sharing import Share


@dataclass
class Run:
    """The plan: tests put small programs in the place of the product's.

    `ready` is called in a thread once the children run; it returns the text to show. It raises Refused when the
    product did not come up, which ends the run, and NotReady when it runs and does not do what it should.
    """

    home: Path
    ports: Ports
    children: list[Child]
    prepare: list[str]
    ready: Callable[["Run"], str]
    ending: Ending = field(default_factory=Ending)
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    began: float = field(default_factory=time.monotonic)

    def perform(self) -> int:
        """Start everything, keep it running until asked to stop, stop everything; the exit code."""
        self.ending.listen()
        share = None
        try:
            share = self._claim()
            environment = self._environment(share)
            run_step(self.prepare, environment, token=self.token, ending=self.ending)
            asyncio.run(self._keep(environment, share))
        except Asked:
            pass
        except Refused as error:
            say(str(error))
            return 1
        finally:
            self._leave(share)
        say("stopped")
        return 0

    def _claim(self) -> Share | None:
        """Become the one run of this home, with its servers; None where servers are given.

        What a run that was killed left behind (its children, then its servers) is cleared or taken over.
        """
        given = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
        if 0 < len(given) < len(NAMES):
            raise Refused(missing(list(given)))
        with self._lock():
            if keeper := state.keeper(self.home):
                port = state.read(self.home).get("port")
                raise Refused(f"It is running already (process {keeper.pid}): http://localhost:{port}/admin/")
            if token := state.read(self.home).get("token"):
                sweep(token)
                shutil.rmtree(controls(token), ignore_errors=True)
            self.ports.check_free()
            state.change(
                self.home,
                keeper=state.entry(me()),
                token=self.token,
                port=self.ports.web,
                live_port=self.ports.live,
            )
            if given:
                state.change(self.home, environment=given)
        return None if given else Share(self.home)

    def _lock(self) -> AbstractContextManager[None]:
        return exclusive(make_home(self.home) / "start.lock")

    def _environment(self, share: Share | None) -> dict[str, str]:
        """For the children: no superuser's address; the settings of development unless others are set."""
        addresses = share.servers.environment() if share else {}
        settings = {
            "DJANGO_SETTINGS_MODULE": "crm.settings.dev",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser",  # on this machine it is meant
        }
        everything = {**settings, **os.environ, **addresses, **self.ports.environment()}
        everything.pop("DATABASE_ADMIN_URL", None)
        return everything

    async def _keep(self, environment: dict[str, str], share: Share | None) -> None:
        sockets = controls(self.token)
        sockets.mkdir(mode=PRIVATE)
        with self.ending.undisturbed():
            supervisor = Supervisor(self.children, environment, token=self.token, sockets=sockets)
        proof = None
        try:
            await supervisor.start()
            proof = asyncio.create_task(asyncio.to_thread(self.ready, self))
            while not (self.ending.asked or proof.done()):
                await asyncio.sleep(0.05)
            if not self.ending.asked:
                await self._tell(proof)
            await self._look_after(share)
        finally:
            say("stopping")
            await supervisor.stop()
            if proof:  # the web process is gone: it fails at once
                await asyncio.gather(proof, return_exceptions=True)
            shutil.rmtree(sockets, ignore_errors=True)

    async def _tell(self, proof: asyncio.Task[str]) -> None:
        try:
            text = await proof
        except NotReady as failure:
            text = failure.text
            say(f"NOT READY: {failure}")
        else:
            say(f"ready after {time.monotonic() - self.began:.1f} s. Ctrl-C stops everything.")
        print(text, end="\n\n", flush=True)

    async def _look_after(self, share: Share | None) -> None:
        """Until the run is asked to stop: an embedded server that died is started again."""
        while not self.ending.asked:
            await asyncio.sleep(0.1)
            if share and (dead := share.servers.dead()):
                say(f"{' and '.join(dead)} ended: starting again")
                try:
                    with self._lock():
                        share.servers.revive()
                        state.remember_servers(share.servers)
                except ServersError as error:
                    say(str(error))
                    await asyncio.sleep(1)

    def _leave(self, share: Share | None) -> None:
        """Repeated signals no longer matter: everything below has a time limit of its own."""
        sweep(self.token)
        if share:
            share.leave(stop=True)
        with self._lock():
            if state.read(self.home).get("token") == self.token:
                state.change(self.home, keeper=None, token=None, port=None, live_port=None, environment=None)


def controls(token: str) -> Path:
    """The private folder for the supervisor's control sockets, found again after a kill."""
    return SOCKETS / f"bw-{token}"
