"""Waking out of a request's way: a thread a process, so that nobody who waits for an answer waits for Redis."""

import os
import threading
import time
import uuid
from collections.abc import Callable
from multiprocessing.util import Finalize

import structlog

from tenants.models import Clinic

log = structlog.get_logger(__name__)

# Seconds between two wake-ups of one clinic: a worker that was woken finds all that came meanwhile.
GAP = 0.05


class Waker:
    """`send` says whether it could; a clinic that it could not wake is tried again after `pause` seconds.

    The last `ask` is always followed by a wake-up. A process that ends by itself sends what is left, for `patience`
    seconds; what is lost is lost with a process that was killed, and the sweep finds it.
    """

    def __init__(self, send: Callable[[Clinic], bool], *, pause: float, gap: float = GAP, patience: float = 0.5):
        self._send, self._pause, self._gap, self._patience = send, pause, gap, patience
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        """A child has no thread; its parent's may have held the lock, and does what the parent was asked."""
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wanted: dict[uuid.UUID, Clinic] = {}
        self._not_before: dict[uuid.UUID, float] = {}
        self._busy, self._ending = False, False

    def ask(self, clinic: Clinic) -> None:
        """Have the clinic woken: at once when it was quiet, else once `gap` is over. Never waits."""
        with self._turn:
            self._wanted[clinic.uuid] = clinic
            if self._thread is None:
                self._start()
            self._turn.notify_all()

    def _start(self) -> None:
        """Finalize, for granian's workers are processes of multiprocessing: at their end atexit is left out."""
        self._thread = threading.Thread(target=self._run, name="waker", daemon=True)
        self._thread.start()
        Finalize(None, self.settle, args=(self._patience,), exitpriority=10)

    def settle(self, seconds: float) -> bool:
        """Wake everybody who waits, without gaps and once; False when that takes longer than so many seconds."""
        with self._turn:
            self._ending = True
            self._turn.notify_all()
            done = self._turn.wait_for(lambda: not self._wanted and not self._busy, timeout=seconds)
            self._ending = False
            return done

    def _run(self) -> None:
        while True:
            clinic = self._next()
            sent = self._sent(clinic)
            with self._turn:
                if not sent and not self._ending:
                    self._wanted.setdefault(clinic.uuid, clinic)
                    self._not_before[clinic.uuid] = time.monotonic() + self._pause
                self._busy = False
                self._turn.notify_all()

    def _next(self) -> Clinic:
        """Whoever may be woken, as soon as somebody may."""
        with self._turn:
            while True:
                now = time.monotonic()
                self._not_before = {name: at for name, at in self._not_before.items() if at > now}
                waits = {name: self._not_before.get(name, now) - now for name in self._wanted}
                name = min(waits, key=waits.__getitem__, default=None)
                if name is not None and (waits[name] <= 0 or self._ending):
                    self._busy, self._not_before[name] = True, now + self._gap
                    return self._wanted.pop(name)
                self._turn.wait(waits.get(name))

    def _sent(self, clinic: Clinic) -> bool:
        try:
            return self._send(clinic)
        except Exception:  # the thread must live: nobody else wakes for this process
            log.exception("outbox.wake_broke", clinic=clinic.schema_name)
            return True
