"""Writing operations down, and taking them back (F:T18, T20)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotAllowed, NotThere
from tenants.audit.services.record import record
from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Outcome, kinds

KEPT = timedelta(days=30)
BATCH = 2000  # rows in one INSERT


@dataclass(frozen=True)
class Undone:
    operation: Operation
    outcome: Outcome


def remember(
    kind: str,
    *,
    by: User,
    rows: Iterable[tuple[int, Mapping[str, Any]]],
    after: Mapping[str, Any] | None = None,
    about: Mapping[str, Any] | None = None,
    now: datetime,
) -> Operation:
    """Part of the transaction that changed `rows` of (pk, {field: value before}); values as JSON.

    Raises KeyError for a kind that nobody registered: it could never be taken back.
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
        expires_at=now + KEPT,
    )
    _write(operation, held)
    return operation


def still_open(operation: Operation) -> Operation | None:
    """The operation, which nobody undoes until the transaction ends; None when somebody has, meanwhile."""
    return Operation.objects.select_for_update().filter(pk=operation.pk, undone_at=None).first()


def remember_more(operation: Operation, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """One that is done in several transactions: more rows, in that of their change, after `still_open`."""
    held = list(rows)
    operation.count += len(held)
    operation.save(update_fields=["count"])
    _write(operation, held)


def _write(operation: Operation, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    OperationRow.objects.bulk_create(
        (OperationRow(operation=operation, object_pk=pk, before=dict(before)) for pk, before in rows),
        batch_size=BATCH,
    )


@transaction.atomic
def undo(operation_id: int, *, by: User, now: datetime) -> Undone:
    """Take an operation back, once, as far as its rows are as it left them.

    An undo of some rows ends it for all; one of none leaves it to whoever can. Two at once wait for each other, and
    the second is refused; `by` has the rights of this moment (H:A14). Raises NotThere for what `by` may not see,
    NotAllowed without the right to change such rows, Conflict when it is undone already or too old.
    """
    Operation.objects.select_for_update().filter(pk=operation_id).first()
    by = User.objects.get(pk=by.pk)
    operation = Operation.objects.visible_to(by).filter(pk=operation_id).first()
    if operation is None:
        raise NotThere
    _check(operation, by, now)
    outcome = kinds()[operation.kind].undo(operation, by, now)
    if not outcome.undone:
        return Undone(operation, outcome)
    operation.undone_at, operation.undone_by, operation.undone_count = now, by, outcome.undone
    operation.save(update_fields=["undone_at", "undone_by", "undone_count"])
    record("operation.undone", operation, note=operation.kind)
    return Undone(operation, outcome)


def _check(operation: Operation, by: User, now: datetime) -> None:
    kind = kinds().get(operation.kind)
    if kind is None:
        raise Conflict(_("This cannot be undone any more."))
    if not by.has_perm(kind.permission):
        raise NotAllowed(_("Your role does not allow this any more."))
    if operation.undone_at is not None:
        raise Conflict(_("This was undone already."))
    if operation.expires_at <= now:
        raise Conflict(_("This is more than 30 days ago and cannot be undone any more."))
