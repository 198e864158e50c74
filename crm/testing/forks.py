"""A child of this process that does something and is killed by it; nothing of this process goes with it."""

import os
import signal
from collections.abc import Callable

from django.db import connections

_inherited: list[object] = []  # held: whoever collects them would close the parent's own


def die(*_: object, **__: object) -> None:
    """kill -9, at this very point."""
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_child(do: Callable[[], object]) -> int:
    """The number of the signal that ended it; 0 when it lived to the end. It has connections of its own."""
    connections.close_all()
    if child := os.fork():
        return os.WTERMSIG(os.waitpid(child, 0)[1])
    try:
        for wrapper in connections.all(initialized_only=True):
            _inherited.append(wrapper.connection)
            wrapper.connection = None
        do()
    finally:
        os._exit(0)
