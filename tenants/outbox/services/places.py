"""How many workers one clinic may keep busy, whatever they do for it: all but one, so that no other waits (H:S15).

Whoever finds no place goes away at once. So whoever leaves one looks whether something is left, for them, too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tenants.services.locks import one_of

AT_WORK = "outbox"  # the name of a clinic's places
Wakes = Callable[[datetime], None]
_others: list[Wakes] = []


def works_beside_jobs(wakes: Wakes) -> None:
    """Who takes places besides the jobs of the outbox: woken when something of theirs is due. From `ready()`."""
    if wakes not in _others:
        _others.append(wakes)


@contextmanager
def a_place() -> Iterator[bool]:
    """One of the clinic's places, for the block and over transactions; False at once when all are taken."""
    with one_of(AT_WORK, places()) as taken:
        yield taken


def places() -> int:
    return max(1, settings.WORKER_COUNT - 1)


def wake_others() -> None:
    now = timezone.now()
    for wakes in _others:
        wakes(now)
