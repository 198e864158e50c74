"""Two transactions at the same moment, in a known order: the second begins before the first has committed."""

import importlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from crm.testing.processes import until

PATIENCE = 20  # seconds
WAITERS = "SELECT count(*) FROM pg_locks WHERE locktype IN ('transactionid', 'tuple', 'advisory') AND NOT granted"


def one_after_the_other(first: Callable[[], object], second: Callable[[], object]) -> tuple[Future, Future]:
    """Both finished. `first` commits when `second` waits for it, or was done without waiting."""
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            held.set()
            assert go.wait(PATIENCE)

    with ThreadPoolExecutor(2) as crowd:
        begun = crowd.submit(_alone, hold)
        assert held.wait(PATIENCE)
        queued = crowd.submit(_alone, second)
        until(lambda: _waiters() or queued.done())
        go.set()
    return begun, queued


def crossed(
    monkeypatch: pytest.MonkeyPatch, at: str, first: Callable[[], object], second: Callable[[], object]
) -> tuple[Future, Future]:
    """Both finished. `first` stops where it calls `at` ("module.name") and goes on when `second` waits for it, or
    was done: whoever holds what the other needs, in another order, is ended by the database."""
    module, name = at.rsplit(".", 1)
    real, held, go = getattr(importlib.import_module(module), name), threading.Event(), threading.Event()

    def stops(*args: object, **kwargs: object) -> object:
        if not held.is_set():
            held.set()
            assert go.wait(PATIENCE)
        return real(*args, **kwargs)

    monkeypatch.setattr(at, stops)
    with ThreadPoolExecutor(2) as crowd:
        begun = crowd.submit(_alone, first)
        assert held.wait(PATIENCE)
        crossing = crowd.submit(_alone, second)
        until(lambda: _waiters() or crossing.done())
        go.set()
    return begun, crossing


def _alone(work: Callable[[], object]) -> object:
    try:
        return work()
    finally:
        connections.close_all()


def _waiters() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITERS)
        return cursor.fetchone()[0]
