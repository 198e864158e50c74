"""A piece of the work on many leads: one transaction through the action's own code, told row by row."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, HouseError, InvalidData, NotAllowed
from leads.actions import Chosen, LeadAction, actions_for, named
from leads.models import BulkRow
from leads.services.bulk.results import Result, results_of
from leads.services.many import Done
from tenants.runs.models import Run
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.services.ledger import gather, still_open

PIECE = 500  # leads of one transaction
SMALLER = 5  # a piece that is refused is tried again in so many
COUNTS = ("changed", "already", "conflicts", "out_of_sight", "refused")


def step(run: Run, by: User, now: datetime) -> bool:
    """The next leads of the run. What is refused for one of them is tried in smaller pieces, until that one stands
    alone with the sentence beside it; everything else of the piece is done. That many are refused ends nothing: it
    is what came of them, and whoever began may stop it.

    Raises NotAllowed when `by` may not any more, Conflict when somebody took it back meanwhile.
    """
    action = _action(run, by)
    whole = _whole(run)
    rows = BulkRow.objects.filter(run=run, lead__gt=run.cursor["after"]).order_by("lead_id")
    ids = list(rows.values_list("lead_id", flat=True)[: run.cursor.get("size", PIECE)])
    try:
        with transaction.atomic():
            chosen = replace(Chosen.of(run.cursor["chosen"]), is_piece=True)
            done = action.run(ids, by, chosen, now) if ids else Done(None, 0, 0, 0)
    except (InvalidData, Conflict) as refused:
        if len(ids) > 1:
            run.cursor["size"] = max(1, len(ids) // SMALLER)
            return True
        _refuse(run, ids, refused)
    else:
        _note(run, results_of(done, ids, by=by), done.conflicts)
        _count(run, done)
        if done.operation is not None:
            run.result["operation"] = gather(done.operation, whole).pk
        run.cursor["size"] = min(PIECE, max(1, len(ids)) * SMALLER)
    return _move_on(run, ids)


def _action(run: Run, by: User) -> LeadAction:
    found = next((one for one in actions_for(by) if one.name == run.about["action"]), None)
    if found is None:
        raise NotAllowed(_("Your role does not allow this any more."))
    return found


def _whole(run: Run) -> Operation | None:
    """The operation that the pieces before are parts of, held."""
    begun = Operation.objects.filter(pk=run.result.get("operation")).first()
    if begun is None:
        return None
    return still_open(begun) or _stop_here()


def _stop_here() -> Operation:
    raise Conflict(_("Somebody undid this meanwhile, so the rest stays as it was."))


def _refuse(run: Run, ids: Collection[int], refused: HouseError) -> None:
    BulkRow.objects.filter(run=run, lead__in=ids).update(result=Result.REFUSED, detail=refused.detail)
    run.result["refused"] = run.result.get("refused", 0) + len(ids)


def _note(run: Run, results: Mapping[int, str], conflicts: Mapping[int, str]) -> None:
    for result in set(results.values()):
        pks = [pk for pk, one in results.items() if one == result]
        BulkRow.objects.filter(run=run, lead__in=pks).update(result=result)
    if conflicts:
        rows = list(BulkRow.objects.filter(run=run, lead__in=conflicts))
        for row in rows:
            row.detail = conflicts[row.lead_id]
        BulkRow.objects.bulk_update(rows, ["detail"])


def _count(run: Run, done: Done) -> None:
    numbers = {"changed": done.changed, "already": done.already, "out_of_sight": done.out_of_sight}
    numbers["conflicts"] = len(done.conflicts)
    run.result |= {name: run.result.get(name, 0) + number for name, number in numbers.items()}


def _move_on(run: Run, ids: list[int]) -> bool:
    run.done += len(ids)
    if ids:
        run.cursor["after"] = ids[-1]
    return bool(ids) and BulkRow.objects.filter(run=run, lead__gt=run.cursor["after"]).exists()


def over(run: Run) -> None:
    """However it ended: colleagues hear of all that was done, and what was typed for it is of no use any more."""
    action = named(run.about["action"])
    if action is not None and action.tell is not None and run.by is not None:
        changed = BulkRow.objects.filter(run=run, result=Result.CHANGED)
        action.tell(set(changed.values_list("lead_id", flat=True)), run.by, Chosen.of(run.cursor["chosen"]))
    run.cursor = {}
