"""Writing operations down (F:T18, T20). Taking them back: tenants.undo.services.undoing."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from tenants.services.copying import copy_in
from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import kinds
from tenants.undo.services.undoing import Undone, is_at_work, undo

__all__ = ["KEPT", "Undone", "gather", "remember", "remember_more", "still_open", "undo"]

KEPT = timedelta(days=30)


def remember(
    kind: str,
    *,
    by: User,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    after: Mapping[str, Any] | None = None,
    about: Mapping[str, Any] | None = None,
    now: datetime,
    part_of: Operation | None = None,
) -> Operation:
    """Part of the transaction that changed `rows` of (pk, {field: value before}); values as JSON.

    `part_of` is the whole of what takes several transactions, held by `still_open`. Raises KeyError for a kind that
    nobody registered: it could never be taken back.
    """
    kinds()[kind]
    held = list(rows)
    operation = Operation.objects.create(
        kind=kind,
        by=by,
        at=now,
        count=len(held),
        after=dict(after or {}),
        about=dict(about or {}),
        expires_at=part_of.expires_at if part_of else now + KEPT,
        part_of=part_of,
    )
    _write(operation, held)
    if part_of:
        _grow(part_of, len(held))
    return operation


def still_open(operation: Operation) -> Operation | None:
    """The operation, which nobody undoes until the transaction ends; None when somebody has, or is at it."""
    found = Operation.objects.select_for_update().filter(pk=operation.pk, undone_at=None).first()
    return None if found is None or is_at_work(found) else found


def gather(part: Operation, into: Operation | None) -> Operation:
    """Make `part`, just remembered, one of the parts of `into`, which is held by `still_open`; of a new whole for
    the first. Returns the whole."""
    if into is None:
        into = Operation.objects.create(
            kind=part.kind, by_id=part.by_id, at=part.at, count=0, about=part.about, expires_at=part.expires_at
        )
    part.part_of, part.expires_at = into, into.expires_at
    part.save(update_fields=["part_of", "expires_at"])
    _grow(into, part.count)
    return into


def remember_more(operation: Operation, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """One that is done in several transactions: more rows, in that of their change, after `still_open`."""
    held = list(rows)
    operation.count += len(held)
    operation.save(update_fields=["count"])
    _write(operation, held)


def _grow(whole: Operation, number: int) -> None:
    Operation.objects.filter(pk=whole.pk).update(count=F("count") + number)
    whole.count += number


def _write(operation: Operation, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    held = ((operation.pk, pk, dict(before)) for pk, before in rows)
    copy_in(OperationRow, ("operation_id", "object_pk", "before"), held)
