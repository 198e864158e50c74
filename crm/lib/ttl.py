"""A small in-process cache whose entries are believed for a few seconds only."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class TTLCache(Generic[V]):
    """Remember answers for `seconds` from the question on, at most `limit` of them; a full cache starts anew.

    For platform rows that may be stale for moments (hosts, key routes). Of a clinic's own rows only for those of
    which a stale one does no harm, keyed by its UUID.
    """

    def __init__(self, *, seconds: float, limit: int = 10_000, clock: Callable[[], float] = time.monotonic):
        self._seconds, self._limit, self._clock = seconds, limit, clock
        self._entries: dict[Hashable, tuple[float, V]] = {}

    def get_or(self, key: Hashable, ask: Callable[[], V]) -> V:
        entry = self._entries.get(key)
        if entry and entry[0] > self._clock():
            return entry[1]
        until, value = self._clock() + self._seconds, ask()
        if len(self._entries) >= self._limit:
            self._entries.clear()
        self._entries[key] = (until, value)
        return value

    def clear(self) -> None:
        self._entries.clear()
