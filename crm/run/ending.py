"""Ctrl-C, SIGTERM and a closed terminal all mean: stop everything, in good order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ending:
    """Whether the run was asked to stop.

    The handler only takes note, so that a signal never falls between starting a process and remembering
    it; each step of the run looks at `asked` when it is safe. Repeats change nothing.
    """

    def __init__(self) -> None:
        self.asked = False

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """For what installs handlers of its own (circus does): a signal that comes meanwhile waits, and is ours."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            yield
        finally:
            self.listen()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def listen(self) -> None:
        """Install the handlers."""
        for number in SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


class Asked(Exception):
    """The run was asked to stop in the middle of a step."""
