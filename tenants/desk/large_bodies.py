"""Addresses that take more than others: files. Filled by each app in `apps.ready()`; crm.bodies keeps to it."""

from collections.abc import Callable

Most = Callable[[], int]
_most: dict[str, Most] = {}


def takes(path: str, most: Most) -> None:
    """Say that this address, on a clinic's host, takes bodies of `most()` bytes."""
    _most[path] = most


def most_at(path: str) -> int | None:
    """None for an address like all others."""
    most = _most.get(path)
    return most() if most else None
