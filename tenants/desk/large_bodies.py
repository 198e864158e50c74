"""Addresses that take more than others: files. Filled by each app in `apps.ready()`; crm.bodies keeps to it."""

from collections.abc import Callable

Most = Callable[[], int]
_most: dict[str, Most] = {}


def takes(path: str, most: Most) -> None:
    """Say that this address takes bodies of `most()` bytes; with a slash at its end, every one below it."""
    _most[path] = most


def most_at(path: str) -> int | None:
    """None for an address like all others."""
    most = _most.get(path) or next((most for prefix, most in _most.items() if _is_below(path, prefix)), None)
    return most() if most else None


def _is_below(path: str, prefix: str) -> bool:
    return prefix.endswith("/") and path.startswith(prefix)
