"""Not waiting again and again for a server that did not answer."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """After a failure nobody of this process asks for `pause` seconds; then one does, while the others go without.

    So a server that hangs costs one caller in `pause` seconds its timeout, however many threads there are.
    """

    def __init__(self, *, pause: float, clock: Callable[[], float] = time.monotonic):
        self._pause, self._clock, self._turn = pause, clock, threading.Lock()
        self._away, self._quiet_until = False, 0.0

    def may_ask(self) -> bool:
        """Whether to ask now. Who is told so while the server is away is the one that finds out."""
        if not self._away:
            return True
        with self._turn:
            if self._clock() < self._quiet_until:
                return False
            self._quiet_until = self._clock() + self._pause
            return True

    def failed(self) -> bool:
        """Note that it did not answer; True for the first failure of a row, for the log."""
        with self._turn:
            first, self._away = not self._away, True
            self._quiet_until = self._clock() + self._pause
            return first

    def answered(self) -> None:
        self._away = False
