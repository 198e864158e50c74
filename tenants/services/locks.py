"""Waiting for one another by name, within one clinic. Raw SQL lives on this floor only (H:T17)."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from tenants.context import current_clinic
from tenants.services.together import say


def lock_names(names: Iterable[str]) -> None:
    """Wait for whoever holds one of these names in this clinic, and hold them until the transaction ends.

    Locks are taken in one order, so two transactions that share two names cannot wait for each other.
    """
    _hold(current_clinic().schema_name, names)


def lock_names_of_host(names: Iterable[str]) -> None:
    """The same on either host, the platform's too: its names are its own."""
    _hold(connection.schema_name, names)


def try_lock_name(name: str) -> bool:
    """Hold this name of the clinic until the transaction ends; False at once when somebody else has it."""
    return _asked("SELECT pg_try_advisory_xact_lock(%s)", _key(f"{current_clinic().schema_name}:{name}"))


@contextmanager
def one_of(name: str, places: int) -> Iterator[bool]:
    """Take one of so many places under this name of the clinic, for the block and over transactions; False at once
    when all are taken. Whose connection ends lets go."""
    with _one_of(current_clinic().schema_name, name, places) as taken:
        yield taken


@contextmanager
def alone_on_platform(name: str) -> Iterator[bool]:
    """The same for a single place under a name of the platform's."""
    with _one_of("public", name, 1) as taken:
        yield taken


@contextmanager
def _one_of(schema: str, name: str, places: int) -> Iterator[bool]:
    keys = [_key(f"{schema}:{name}:{place}") for place in range(places)]
    taken = next((key for key in keys if _asked("SELECT pg_try_advisory_lock(%s)", key)), None)
    try:
        yield taken is not None
    finally:
        if taken is not None:
            _asked("SELECT pg_advisory_unlock(%s)", taken)


def _asked(question: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [key])
        return cursor.fetchone()[0]


def _hold(schema: str, names: Iterable[str]) -> None:
    keys = sorted({_key(f"{schema}:{name}") for name in names})
    say("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)
