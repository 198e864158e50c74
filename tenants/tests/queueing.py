"""Two transactions at the same moment, in a known order: the second begins before the first has committed."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

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


def _alone(work: Callable[[], object]) -> None:
    try:
        work()
    finally:
        connections.close_all()


def _waiters() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITERS)
        return cursor.fetchone()[0]
