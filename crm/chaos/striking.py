"""What each kind of blow does."""

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from redis import Redis
from redis.exceptions import RedisError

from crm.chaos.plan import Blow
from crm.chaos.stack import Stack
from crm.servers.server import Server
from crm.simulator.faults import Fault

SENDS = ("whatsapp.messages", "twilio.messages")
CODES = {"whatsapp.messages": ("130429", "131000"), "twilio.messages": ("20429", "20503")}  # too much; their fault
STATUSES = ("hook.whatsapp.sent", "hook.whatsapp.delivered", "hook.whatsapp.read", "hook.twilio.delivered")


def fall(stack: Stack, blows: Sequence[Blow], *, began: float) -> list[str]:
    """Let them fall, each at its time after `began` (monotonic); what went wrong with the blows themselves."""
    wrong = []
    for blow in blows:
        time.sleep(max(0.0, began + blow.at - time.monotonic()))
        try:
            DEEDS[blow.kind](stack, blow)
        except OSError as failed:
            wrong.append(f"{blow.kind} at {blow.at:.1f}: {failed}")
    return wrong


def _worker(stack: Stack, blow: Blow) -> None:
    _one_of(stack.workers, blow).kill()


def _child(stack: Stack, blow: Blow) -> None:
    _one_of(stack.workers, blow).kill_child(blow.chance * 7 % 1)


def _server(name: str) -> Callable[[Stack, Blow], None]:
    """kill -9, and started again after a while; others wait for nothing meanwhile."""

    def strike(stack: Stack, blow: Blow) -> None:
        server: Server = getattr(stack.servers, name)
        server.kill()
        threading.Timer(blow.lasts, server.start).start()

    return strike


def _freeze(stack: Stack, blow: Blow) -> None:
    """SIGSTOP: connections hang instead of being refused."""
    process = stack.servers.redis.identity
    if process is None:
        return
    stack.servers.redis.freeze()
    threading.Timer(blow.lasts, process.signal, (signal.SIGCONT,)).start()


def _flush(stack: Stack, blow: Blow) -> None:
    """One that is away at this moment is spared."""
    with suppress(RedisError), Redis.from_url(os.environ["REDIS_URL"], socket_timeout=3, retry=None) as client:
        client.flushall()


def _provider(do: str, *, codes: int | None = None, **more: float) -> Callable[[Stack, Blow], None]:
    def strike(stack: Stack, blow: Blow) -> None:
        route = SENDS[int(blow.chance * len(SENDS))]
        code = "" if codes is None else CODES[route][codes]
        stack.host.faults.add(Fault(route, do, code=code, **more))

    return strike


def _hook(do: str, *routes: str) -> Callable[[Stack, Blow], None]:
    def strike(stack: Stack, blow: Blow) -> None:
        route = routes[int(blow.chance * len(routes))]
        stack.host.faults.add(Fault(route, do))

    return strike


DEEDS: Mapping[str, Callable[[Stack, Blow], None]] = {
    "worker": _worker,
    "child": _child,
    "web": lambda stack, blow: stack.programs["web"].kill(),
    "beat": lambda stack, blow: stack.programs["beat"].kill(),
    "redis killed": _server("redis"),
    "redis frozen": _freeze,
    "redis flushed": _flush,
    "postgres killed": _server("postgres"),
    "too much": _provider("status", codes=0, status=429),
    "its fault": _provider("status", codes=1, status=500),
    "strange 500": _provider("status", status=500),
    "dropped": _provider("drop"),
    "accepted and silent": _provider("vanish"),
    "accepted and hanging": _provider("hang"),
    "slow": _provider("delay", seconds=2),
    "told twice": _hook("duplicate", "hook.*"),
    "told late": _hook("reorder", *STATUSES, "hook.whatsapp.message"),
    "status lost": _hook("drop", *STATUSES),
}


def _one_of(found: Sequence, blow: Blow):
    return found[int(blow.chance * len(found))]
