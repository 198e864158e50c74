"""Fifty thousand steps of one clinic are due, and then ten of another: how long the ten wait, with a worker as it
is shipped (H:S15). Imports Django late."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from crm.bench.sequences import enrol_now, inside
from crm.bench.worker import worker

MANY, FEW = 50_000, 10
WARM = 50  # of the many are sent before the few begin: both processes have loaded what they need
PATIENCE = 120  # seconds


@dataclass(frozen=True)
class Fairness:
    """Seconds until the ten were `queued` and `sent`; by then the other clinic's `many` were as far as this."""

    few: int
    queued: float
    sent: float
    many: int
    many_queued: int
    many_sent: int


def measure_fairness(admin: psycopg.Connection, large: str, small: str) -> Fairness:
    """By schema. Both are woken as whoever enrols wakes them, the few once the many go; no Beat takes part."""
    many = enrol_now(admin, large, MANY)
    before, sent_before = _messages(large), _sent(large)
    with worker("-I", "crm.bench.line"):
        _wake(large)
        until(lambda: _sent(large) >= sent_before + min(WARM, many))
        few = enrol_now(admin, small, FEW)
        began = time.perf_counter()
        _wake(small)
        queued = until(lambda: _messages(small) >= few) - began
        sent = until(lambda: _sent(small) >= few) - began
        return Fairness(few, queued, sent, many, _messages(large) - before, _sent(large) - sent_before)


def fairness_faults(found: Fairness) -> list[str]:
    """With few leads the many are through before the ten begin, which says nothing but is no fault."""
    if found.sent >= PATIENCE:
        return ["sequences: ten of a clinic waited for another's"]
    return []


def fairness_table(found: Fairness) -> str:
    return (
        f"{found.few} of a clinic beside {found.many:,} of another: queued after {found.queued:.1f} s, sent after"
        f" {found.sent:.1f}; of the {found.many:,} {found.many_queued:,} were queued by then and"
        f" {found.many_sent:,} sent."
    )


def until(is_so: Callable[[], bool]) -> float:
    """The moment at which it was so, of time.perf_counter; PATIENCE later at most."""
    ends = time.perf_counter() + PATIENCE
    while not is_so() and time.perf_counter() < ends:
        time.sleep(0.02)
    return time.perf_counter()


def _wake(schema: str) -> None:
    from comms.sequences.services.waking import wake
    from tenants.context import current_clinic

    inside(schema, lambda: wake(current_clinic()))


def _sent(schema: str) -> int:
    return _messages(schema, state="accepted")


def _messages(schema: str, **those: str) -> int:
    from comms.models import Message

    return inside(schema, Message.objects.filter(batch__isnull=False, **those).count)
