"""Which questions the address of a list may ask."""

from collections.abc import Iterable
from typing import Any

# What may stand after the field of a filter: `stage__id__exact`, `created_at__gte`, and unfold's `created_at_from`.
_COMPARISONS = {"id", "exact", "in", "isnull", "gte", "gt", "lte", "lt"}
_ENDS = ("_from", "_to", "_from_0", "_from_1", "_to_0", "_to_1")


def asks_a_filter(lookup: str, list_filter: Iterable[Any]) -> bool:
    """Whether `lookup`, a name in the query of a list, belongs to one of its filters."""
    return any(_belongs(lookup, name) for name in map(_name, list_filter))


def _name(one: Any) -> str:
    """The field, or the parameter, of an entry of `list_filter`."""
    if isinstance(one, list | tuple):
        one = one[0]
    return one if isinstance(one, str) else getattr(one, "parameter_name", "") or ""


def _belongs(lookup: str, name: str) -> bool:
    if not name or not lookup.startswith(name):
        return False
    rest = lookup[len(name) :]
    asked = rest.removeprefix("__").split("__")
    return not rest or rest in _ENDS or (rest.startswith("__") and _COMPARISONS.issuperset(asked))
