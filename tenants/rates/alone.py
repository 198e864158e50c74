"""Counting in this process alone, while Redis is away: stricter, so that all processes together stay below."""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping

from tenants.rates.bucket import Bucket
from tenants.rates.window import Window

# Buckets remembered, each some 600 bytes; the one unused for longest makes room.
MOST = 20_000


class Alone:
    """`share` is the part of each limit that this process may give out, at least once in a window."""

    def __init__(self, share: float, *, most: int = MOST):
        self._share, self._most = share, most
        self._turn, self._windows = threading.Lock(), OrderedDict[str, Window]()

    def take(self, buckets: Mapping[str, Bucket], *, now: float | None = None) -> tuple[str, float] | None:
        """Count one in every bucket, by its key; or in none, and say which is full and for how many seconds."""
        at = time.monotonic() if now is None else now
        with self._turn:
            windows = {key: self._window(key, bucket) for key, bucket in buckets.items()}
            key, wait = max(((key, one.wait(at)) for key, one in windows.items()), key=lambda found: found[1])
            if wait:
                return key, wait
            for window in windows.values():
                window.take(at)
        return None

    def _window(self, key: str, bucket: Bucket) -> Window:
        if key not in self._windows:
            self._windows[key] = Window(bucket, max(1, int(bucket.limit * self._share)))
        self._windows.move_to_end(key)
        if len(self._windows) > self._most:
            self._windows.popitem(last=False)
        return self._windows[key]
