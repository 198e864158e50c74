"""How much each person has to do; the floor that knows says how it is counted."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, QuerySet, Value

if TYPE_CHECKING:
    from tenants.staff.models import User

_measures: list[Callable[["User"], Any]] = []


def measured_by(expression: Callable[["User"], Any]) -> None:
    """Say, in `apps.ready()`, the expression over a User's row that counts their open work, as a reader sees it."""
    _measures[:] = [expression]


def with_load(people: QuerySet, reader: "User") -> QuerySet:
    """Each with `load`, of what `reader` may see (H:A10); 0 while nobody counts."""
    return people.annotate(load=_measures[0](reader) if _measures else Value(0, output_field=IntegerField()))
