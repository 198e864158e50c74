"""What happens by itself a little later: statuses, answers of patients."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

MOST = 10_000
log = logging.getLogger(__name__)


class Timetable:
    """`run_due` does what is due; `start` lets a thread do so, `run_all` does everything at once, in order."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._number = itertools.count()
        self._turn = threading.Lock()
        self._over = threading.Event()

    def add(self, seconds: float, call: Callable[[], None]) -> None:
        with self._turn:
            if len(self._waiting) < MOST:
                heapq.heappush(self._waiting, (time.monotonic() + seconds, next(self._number), call))

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        self._over.set()

    def __len__(self) -> int:
        return len(self._waiting)

    def clear(self) -> None:
        with self._turn:
            self._waiting = []

    def run_due(self) -> int:
        return self._do(time.monotonic(), MOST)

    def run_all(self, *, most: int = 1000) -> int:
        """As if time had passed; what that leads to is done too. How many things that were."""
        return self._do(float("inf"), most)

    def _do(self, until: float, most: int) -> int:
        done = 0
        while done < most and (call := self._next(until)):
            done += 1
            try:
                call()
            except Exception:
                log.exception("something simulated failed")
        return done

    def _next(self, until: float) -> Callable[[], None] | None:
        with self._turn:
            if not self._waiting or self._waiting[0][0] > until:
                return None
            return heapq.heappop(self._waiting)[2]

    def _run(self) -> None:
        while not self._over.wait(0.05):
            self.run_due()
