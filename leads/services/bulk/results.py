"""What became of each lead that was chosen (F:T20)."""

from collections.abc import Collection

from leads.models import BulkRow, Lead
from leads.services.many import Done
from tenants.staff.models import User

Result = BulkRow.Result


def results_of(done: Done, wanted: Collection[int], *, by: User) -> dict[int, str]:
    """By key, right after the action. Of a conflict `done` has the sentence."""
    rest = set(wanted) - set(done.pks) - set(done.conflicts)
    seen = (
        set(Lead.objects.visible_to(by).filter(pk__in=rest).order_by().values_list("pk", flat=True)) if rest else ()
    )
    told = {pk: Result.ALREADY if pk in seen else Result.OUT_OF_SIGHT for pk in rest}
    return told | dict.fromkeys(done.pks, Result.CHANGED) | dict.fromkeys(done.conflicts, Result.CONFLICT)
