"""Taking back what was done to many: part after part, in the background."""

from datetime import datetime

from django.db import transaction

from tenants.runs.models import Run
from tenants.runs.services.starting import start
from tenants.staff.models import User
from tenants.undo.models import Operation, OperationRow
from tenants.undo.registry import Outcome, kinds
from tenants.undo.services.undoing import Undone, end, held, parts_left, put_back_part, undo

UNDO = "undo"
AT_ONCE = 200  # rows that somebody waits for
PIECE = 500  # rows of one transaction


@transaction.atomic
def take_back(operation_id: int, *, by: User, now: datetime) -> Undone | Run:
    """At once what is small; of more a Run, and nobody else can undo it meanwhile. Raises as `undo`."""
    operation, by = held(operation_id, by=by, now=now)
    if operation.count <= AT_ONCE:
        return undo(operation_id, by=by, now=now)
    run = start(UNDO, by=by, about={"operation": operation.pk}, total=operation.count, now=now)
    operation.undoing = run.pk
    operation.save(update_fields=["undoing"])
    return run


def step(run: Run, by: User, now: datetime) -> bool:
    """The part that was done last, of those that were not looked at. Who stops it keeps what is undone, and may go
    on later."""
    operation, by = held(run.about["operation"], by=by, now=now, run=run.pk)
    if not run.cursor:
        _part(operation)
        run.done = sum(operation.parts.exclude(undone_at=None).values_list("count", flat=True))
    left = parts_left(operation)
    part = left.filter(pk__lt=run.cursor["before"]).first() if run.cursor else left.first() or operation
    if part is not None:
        _tell(run, part, put_back_part(part, by=by, now=now))
        if part != operation:
            operation.undone_count += part.undone_count
            operation.save(update_fields=["undone_count"])
    if part is None or part == operation:
        end(operation, by=by, now=now)
        return False
    return True


def _tell(run: Run, part: Operation, outcome: Outcome) -> None:
    run.cursor = {"before": part.pk}
    run.done += part.count
    numbers = {
        "undone": outcome.undone,
        "changed_since": len(outcome.changed_since),
        "out_of_sight": outcome.out_of_sight,
    }
    run.result = {name: run.result.get(name, 0) + number for name, number in numbers.items()}


def _part(operation: Operation) -> None:
    """Make parts of one that was done in a single transaction, where its kind allows."""
    rows = list(operation.rows.order_by("object_pk").values_list("pk", flat=True))
    if len(rows) <= PIECE or not kinds()[operation.kind].by_pieces:
        return
    alike = {name: getattr(operation, name) for name in ("kind", "by_id", "at", "after", "about", "expires_at")}
    for start_at in range(0, len(rows), PIECE):
        pks = rows[start_at : start_at + PIECE]
        part = Operation.objects.create(**alike, count=len(pks), part_of=operation)
        OperationRow.objects.filter(pk__in=pks).update(operation=part)
