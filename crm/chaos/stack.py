"""Servers, simulator and processes of one run, as production has them; Django is set up for them in here."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from crm.chaos.plan import CHILDREN
from crm.chaos.programs import Keeper, Program
from crm.run.children import children
from crm.run.options import Ports
from crm.servers import Servers, temporary
from crm.simulator.host import Host
from crm.simulator.posting import Post

PATIENCE = 60  # seconds until everything answers
WORKERS = 2


@dataclass(frozen=True)
class Stack:
    servers: Servers
    host: Host
    programs: dict[str, Program]
    web: str  # its address
    keeper: Keeper

    @property
    def workers(self) -> list[Program]:
        return [program for name, program in self.programs.items() if name.startswith("worker")]


@contextlib.contextmanager
def servers_and_simulator(post: Post) -> Iterator[tuple[Servers, Host]]:
    """`post` brings what providers tell to us."""
    with temporary() as servers:
        host = Host(post=post)
        give(servers, host, Ports(*free_ports(2)))
        host.start()
        try:
            yield servers, host
        finally:
            host.stop()


def give(servers: Servers, host: Host, ports: Ports) -> None:
    """The variables of this process and of all that it starts; nothing of a caller's own deployment stays."""
    addresses = {name: url for name, url in servers.environment().items() if name != "DATABASE_ADMIN_URL"}
    providers = dict.fromkeys(("WHATSAPP_BASE_URL", "TWILIO_BASE_URL"), host.url)
    os.environ.update(addresses | providers | ports.environment())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="crm.settings.dev",
        SIMULATOR_PORT=host.url.rpartition(":")[2],
        WORKER_COUNT=str(CHILDREN),
        MAIL_HOST="127.0.0.1",
        MAIL_PORT="9",  # where nobody listens: no mail leaves
        PYTHONWARNINGS="ignore",
    )


@contextlib.contextmanager
def running(servers: Servers, host: Host, folder: Path) -> Iterator[Stack]:
    """The product's processes, looked after; all but Beat, which needs tables. Meanwhile they may be made."""
    ports = Ports(int(os.environ["PORT"]), int(os.environ["LIVE_PORT"]))
    stack = Stack(servers, host, _programs(ports, folder), f"http://127.0.0.1:{ports.web}", Keeper())
    try:
        for program in (*stack.workers, stack.programs["web"]):
            stack.keeper.keep(program)
        yield stack
    finally:
        stack.keeper.stop()


def _programs(ports: Ports, folder: Path) -> dict[str, Program]:
    known = {child.name: child.command for child in children(ports)}
    found = {name: known[name] for name in ("web", "beat")}
    for number in range(WORKERS):
        found[f"worker-{number}"] = [*known["worker"], "-n", f"worker-{number}@%h", "-I", "crm.chaos.haste"]
    return {name: Program(name, command, os.environ, folder) for name, command in found.items()}


def complete(stack: Stack) -> None:
    """Beat, too; wait until web answers and each worker says that it is ready. Raises RuntimeError with the last
    words of who does not come up."""
    stack.keeper.keep(stack.programs["beat"])
    end = time.monotonic() + PATIENCE
    while not (web_answers(stack.web) and all(" ready" in one.said() for one in stack.workers)):
        if time.monotonic() > end:
            words = "\n".join(f"{one.name}: {one.said()}" for one in stack.programs.values())
            raise RuntimeError(f"Not within {PATIENCE} s.\n{words}")
        time.sleep(0.1)


def web_answers(address: str) -> bool:
    try:
        answer = httpx.get(f"{address}/health", timeout=5, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def free_ports(number: int) -> list[int]:
    """All different: they are held until all are known."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
