"""Taking operations back, once, as far as their rows are as they left them (F:T18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, NotAllowed, NotThere
from tenants.audit.services.record import record
from tenants.runs.models import Run
from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Outcome, kinds


@dataclass(frozen=True)
class Undone:
    operation: Operation
    outcome: Outcome


@transaction.atomic
def undo(operation_id: int, *, by: User, now: datetime) -> Undone:
    """Take an operation back with all its parts, in one transaction.

    An undo of some rows ends it for all; one of none leaves it to whoever can. Two at once wait for each other, and
    the second is refused; `by` has the rights of this moment (H:A14). Raises NotThere for what `by` may not see,
    NotAllowed without the right to change such rows, Conflict when it is undone already, being undone, or too old.
    """
    operation, by = held(operation_id, by=by, now=now)
    outcome = _sum([put_back_part(part, by=by, now=now) for part in list(parts_left(operation)) or [operation]])
    end(operation, by=by, now=now)
    return Undone(operation, outcome)


def held(operation_id: int, *, by: User, now: datetime, run: UUID | None = None) -> tuple[Operation, User]:
    """The operation, which nobody else undoes until the transaction ends, and `by` with the rights of this moment.

    `run` is the Run that may, of one that is being undone by pieces. Raises as `undo`.
    """
    Operation.objects.select_for_update().filter(pk=operation_id).first()
    by = User.objects.get(pk=by.pk)
    operation = Operation.objects.visible_to(by).whole().filter(pk=operation_id).first()
    if operation is None:
        raise NotThere
    _check(operation, by, now)
    if operation.undoing != run and is_at_work(operation):
        raise Conflict(_("This is being undone."))
    return operation, by


def is_at_work(operation: Operation) -> bool:
    """Whether a Run takes it back just now; one that was stopped or failed does not any more."""
    return operation.undoing is not None and Run.objects.open().filter(pk=operation.undoing).exists()


def parts_left(operation: Operation) -> QuerySet[Operation]:
    """Those that nobody undid yet, what was done last first."""
    return operation.parts.filter(undone_at=None).order_by("-pk")


def put_back_part(part: Operation, *, by: User, now: datetime) -> Outcome:
    """One part, or the operation that has none; each row says afterwards whether it is back."""
    outcome = kinds()[part.kind].undo(part, by, now)
    pks = (
        set(outcome.pks)
        if outcome.pks or not outcome.undone
        else set(part.rows.values_list("object_pk", flat=True))
    )
    OperationRow.objects.filter(operation=part).exclude(object_pk__in=pks).update(is_back=False)
    if not outcome.undone:
        return outcome
    OperationRow.objects.filter(operation=part, object_pk__in=pks).update(is_back=True)
    part.undone_at, part.undone_by, part.undone_count = now, by, min(outcome.undone, part.count)
    part.save(update_fields=["undone_at", "undone_by", "undone_count"])
    return outcome


def end(operation: Operation, *, by: User, now: datetime) -> None:
    """When every part was looked at: what put back some rows is over, and leaves its line in the trail."""
    if operation.parts.exists():
        operation.undone_count = sum(operation.parts.values_list("undone_count", flat=True))
    operation.undoing = None
    if operation.undone_count:
        operation.undone_at, operation.undone_by = now, by
        record("operation.undone", operation, note=operation.kind)
    operation.save(update_fields=["undone_at", "undone_by", "undone_count", "undoing"])


def _sum(outcomes: Iterable[Outcome]) -> Outcome:
    every = list(outcomes)
    return Outcome(
        sum(one.undone for one in every),
        tuple(name for one in every for name in one.changed_since),
        sum(one.out_of_sight for one in every),
        [pk for one in every for pk in one.pks],
    )


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
