"""The rows of an operation, for whoever may see them: what was put back, what was left alone and why (F:T18)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Named, kinds


@dataclass(frozen=True)
class Listed:
    """`hidden` of these rows are not for this person to see, any more or at all."""

    rows: Sequence[Named]
    hidden: int


def rows_of(operation: Operation) -> QuerySet[OperationRow]:
    """With those of its parts."""
    return OperationRow.objects.filter(Q(operation=operation) | Q(operation__part_of=operation)).order_by("pk")


def still_to_go(operation: Operation) -> QuerySet[OperationRow]:
    """Without what an undo that was stopped put back already."""
    return rows_of(operation).exclude(is_back=True)


def left_alone(operation: Operation) -> QuerySet[OperationRow]:
    return rows_of(operation).filter(is_back=False)


def listed(rows: Sequence[OperationRow], operation: Operation, *, reader: User) -> Listed:
    """A few statements, however many rows."""
    kind = kinds().get(operation.kind)
    if kind is None or kind.names is None:
        return Listed((), 0)
    pks = [row.object_pk for row in rows]
    names = kind.names(pks, reader)
    return Listed([names[pk] for pk in pks if pk in names], sum(pk not in names for pk in pks))
