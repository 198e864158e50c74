"""Facts that floors above count of a lead. A registry that they fill in `apps.ready()`."""

from collections.abc import Callable, Mapping
from typing import Any

_counts: dict[str, Callable[[], Any]] = {}


def counted_fact(name: str, count: Callable[[], Any]) -> None:
    """`name` is a field of Facts; `count()` makes an expression for a query of leads, a whole number for each."""
    _counts[name] = count


def counts() -> Mapping[str, Any]:
    """Made anew for each query."""
    return {name: count() for name, count in _counts.items()}
