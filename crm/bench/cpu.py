"""Processor time of everything that serves: the measure that a busy neighbour disturbs least."""

import contextlib
from collections.abc import Callable

from psutil import NoSuchProcess, Process

Clock = Callable[[], float]


def clock(*roots: int) -> Clock:
    """A clock of the seconds that these processes and their children, as they are now or come to be, have spent.

    What a child spent that ended between two looks is lost: pooled connections and web workers stay.
    """
    return lambda: sum(_spent(process) for root in roots for process in _family(root))


def _family(root: int) -> list[Process]:
    with contextlib.suppress(NoSuchProcess):
        parent = Process(root)
        return [parent, *parent.children(recursive=True)]
    return []


def _spent(process: Process) -> float:
    with contextlib.suppress(NoSuchProcess):
        times = process.cpu_times()
        return times.user + times.system
    return 0.0
