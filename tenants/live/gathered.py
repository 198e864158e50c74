"""Telling open pages which rows changed, many at once. It may be lost and costs nobody time: pages ask by
themselves, too."""

import uuid
from queue import Empty, SimpleQueue

from django.db import transaction
from redis.exceptions import RedisError

from tenants.context import current_clinic
from tenants.live.publisher import publish
from tenants.models import Clinic
from tenants.outbox.services.waker import Waker

GAP = 0.5  # seconds between two events of one clinic: each makes its pages ask


class Gathered:
    """An event that names one row by `key`, or says how many there are. It is declared by whoever has one."""

    def __init__(self, event: str, *, key: str):
        self.event, self._key = event, key
        self._changed: dict[uuid.UUID, SimpleQueue[frozenset[int]]] = {}
        self._waker = Waker(self._send, pause=GAP, gap=GAP)

    def changed(self, keys: frozenset[int]) -> None:
        """Part of the transaction that changed these rows; told together with those of the same moment."""
        clinic = current_clinic()  # taken here: on_commit may run after the context has ended
        transaction.on_commit(lambda: self._tell_soon(clinic, keys))

    def settle(self, seconds: float) -> bool:
        """Tell at once what waits; False when that takes longer."""
        return self._waker.settle(seconds)

    def _tell_soon(self, clinic: Clinic, keys: frozenset[int]) -> None:
        self._changed.setdefault(clinic.uuid, SimpleQueue()).put(keys)
        self._waker.ask(clinic)

    def _send(self, clinic: Clinic) -> bool:
        keys = frozenset().union(*_waiting(self._changed[clinic.uuid]))
        ids = {self._key: next(iter(keys))} if len(keys) == 1 else {"number": len(keys)}
        try:
            if keys:
                publish(self.event, ids, clinic=clinic)
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
