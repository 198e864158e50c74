"""Asking a database that may be gone for a moment."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

T = TypeVar("T")
PAUSE = 0.2
PATIENCE = 60


def steadily(do: Callable[[], T]) -> T:
    """`do`, again until the database answers: what it does must be safe to repeat."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except (OperationalError, InterfaceError):
            connections.close_all()
            if time.monotonic() > end:
                raise
            time.sleep(PAUSE)


class Beside(threading.Thread):
    """Does `turn` over and over until it is stopped, on a connection of its own; `failed` is what ended it."""

    def __init__(self, turn: Callable[[], object], *, pause: float) -> None:
        super().__init__(daemon=True)
        self._turn, self._pause = turn, pause
        self._over = threading.Event()
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            while not self._over.wait(self._pause):
                self._turn()
        except Exception as failed:  # noqa: BLE001  raised again by stop()
            self.failed = failed
        finally:
            connections.close_all()

    def stop(self) -> None:
        self._over.set()
        self.join()
        if self.failed:
            raise self.failed
