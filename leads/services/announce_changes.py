"""Telling open pages which leads changed. It may be lost and costs nobody time: pages ask by themselves, too."""

import uuid
from queue import Empty, SimpleQueue

from django.db import transaction
from redis.exceptions import RedisError

from tenants.context import current_clinic
from tenants.live.publisher import publish
from tenants.models import Clinic
from tenants.outbox.services.waker import Waker

EVENT = "lead_updated"
GAP = 0.5  # seconds between two events of one clinic: each makes its pages ask


def announce_changed(keys: frozenset[int]) -> None:
    """Part of the transaction that changed these leads; told together with those of the same moment."""
    clinic = current_clinic()  # taken here: on_commit may run after the context has ended
    transaction.on_commit(lambda: _tell_soon(clinic, keys))


def settle(seconds: float) -> bool:
    """Tell at once what waits; False when that takes longer."""
    return _waker.settle(seconds)


def _tell_soon(clinic: Clinic, keys: frozenset[int]) -> None:
    _changed.setdefault(clinic.uuid, SimpleQueue()).put(keys)
    _waker.ask(clinic)


def _send(clinic: Clinic) -> bool:
    keys = frozenset().union(*_waiting(_changed[clinic.uuid]))
    ids = {"lead_id": next(iter(keys))} if len(keys) == 1 else {"number": len(keys)}
    try:
        if keys:
            publish(EVENT, ids, clinic=clinic)
    except RedisError:
        pass  # pages ask by themselves without it
    return True


def _waiting(queue: "SimpleQueue[frozenset[int]]") -> list[frozenset[int]]:
    found = []
    try:
        while True:
            found.append(queue.get_nowait())
    except Empty:
        return found


_changed: dict[uuid.UUID, "SimpleQueue[frozenset[int]]"] = {}
_waker = Waker(_send, pause=GAP, gap=GAP)
