"""What the ledger remembers of rows that are deleted for good."""

from django.db.models import Exists, OuterRef, Q

from tenants.undo.models import Operation, OperationRow


def forget_rows(kind: str, wanted: Q) -> None:
    """Remove these rows from all operations of a kind; one that has none left goes with its words, unless it has
    parts."""
    rows = OperationRow.objects.filter(wanted, operation__kind=kind)
    touched = set(rows.order_by().values_list("operation_id", flat=True).distinct())
    if not touched:
        return
    rows.delete()
    left = OperationRow.objects.filter(operation=OuterRef("pk"))
    empty = Operation.objects.filter(pk__in=touched, parts=None).exclude(Exists(left))
    wholes = set(empty.exclude(part_of=None).values_list("part_of", flat=True))
    empty.delete()
    Operation.objects.filter(pk__in=wholes, parts=None).delete()
