"""Two arrivals that share people wait for one another, and never both at once (H:L6)."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from crm.testing.processes import until
from tenants.context import clinic_context
from tenants.services.locks import _key, lock_names

PATIENCE = 20  # seconds
WAITERS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def clinic(committed, clinics):
    return clinics[0]


def three_names(clinic):
    """Names whose keys a Python set hands out in the order in which they came, both ways round: nothing but sorting
    them gives them one order."""
    for number in itertools.count():
        names = [f"phone:{number}:{letter}" for letter in "abc"]
        keys = [_key(f"{clinic.schema_name}:{name}") for name in names]
        backwards = keys[::-1]
        if list(set(keys)) == keys and list(set(backwards)) == backwards:
            return names
    raise AssertionError


def locking(clinic, names):
    """Take these names in a transaction of its own."""
    try:
        with clinic_context(clinic), transaction.atomic():
            lock_names(names)
    finally:
        connections.close_all()


def holding(clinic, names, held, go):
    try:
        with clinic_context(clinic), transaction.atomic():
            lock_names(names)
            held.set()
            assert go.wait(PATIENCE)
    finally:
        connections.close_all()


def waiters():
    with connection.cursor() as cursor:
        cursor.execute(WAITERS)
        return cursor.fetchone()[0]


def test_names_asked_for_in_opposite_orders_are_no_deadlock(clinic):
    first, middle, last = three_names(clinic)
    held, go = threading.Event(), threading.Event()

    with ThreadPoolExecutor(3) as crowd:
        holder = crowd.submit(holding, clinic, [middle], held, go)
        assert held.wait(PATIENCE)
        both = [crowd.submit(locking, clinic, names) for names in ([first, middle, last], [last, middle, first])]
        until(lambda: waiters() == len(both) or any(one.done() for one in both))
        go.set()

        for one in (holder, *both):
            one.result(PATIENCE)


def test_the_same_name_in_another_clinic_waits_for_nobody(clinic, clinics):
    held, go = threading.Event(), threading.Event()

    with ThreadPoolExecutor(2) as crowd:
        holder = crowd.submit(holding, clinic, ["phone:1"], held, go)
        assert held.wait(PATIENCE)
        crowd.submit(locking, clinics[1], ["phone:1"]).result(PATIENCE)
        go.set()
        holder.result(PATIENCE)
