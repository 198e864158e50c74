"""A sequence is archived, never deleted: messages were sent by it (F:T18)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from comms.sequences.models import Enrolment, Sequence
from comms.sequences.reasons import CLOSED
from comms.sequences.services.drafts import hold_sequence
from comms.sequences.services.publishing import AT_ONCE, under_way
from comms.sequences.services.stopping import stop
from crm.lib.errors import InvalidData
from tenants.runs.models import Run
from tenants.runs.registry import runs
from tenants.runs.services.starting import start
from tenants.runs.services.working import finish
from tenants.staff.models import User
from tenants.undo.models import Operation
from tenants.undo.registry import Outcome, reversible
from tenants.undo.services.ledger import remember

ARCHIVE, RESTORE, CLOSE = "sequence.archive", "sequence.restore", "sequence.close"
PIECE = 250
CHANGE = "sequences.change_sequence"


def register_archiving() -> None:
    reversible(ARCHIVE, take_back, _archived, permission=CHANGE)
    reversible(RESTORE, take_back, _restored, permission=CHANGE)
    runs(CLOSE, close_piece, _closing, permission=CHANGE)


def archive_sequence(pk: int, *, by: User, now: datetime, at_once: int = AT_ONCE) -> Operation | None:
    """Nobody begins it any more, and whoever is under way stops, with the reason; None when it was so.

    It is paused in the same transaction, so that nothing leaves while many are stopped in the background. Brought
    back it is paused, and those who stopped stay so. Raises NotThere.
    """
    operation, run = _archive(pk, by, now)
    if run and (run.total or 0) <= at_once:
        finish(run.pk)
    return operation


@transaction.atomic
def _archive(pk: int, by: User, now: datetime) -> tuple[Operation | None, Run | None]:
    row = hold_sequence(pk)
    if row.archived_at:
        return None, None
    row.archived_at = now
    if row.state == Sequence.State.ACTIVE:
        row.state, row.paused_at = Sequence.State.PAUSED, now
    row.save(update_fields=["archived_at", "state", "paused_at"])
    number = under_way([pk]).get(pk, 0)
    run = start(CLOSE, by=by, about={"sequence": pk, "name": row.name}, total=number, now=now) if number else None
    return remember(ARCHIVE, by=by, rows=[(pk, {"archived_at": None})], now=now), run


@transaction.atomic
def restore_sequence(pk: int, *, by: User, now: datetime) -> Operation | None:
    """It is there again, as a draft or paused. None when it was; InvalidData when its name is another's now."""
    row = hold_sequence(pk)
    if row.archived_at is None:
        return None
    if _is_named_by_another(row):
        raise InvalidData(_("Another sequence has this name."))
    before = row.archived_at.isoformat()
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    return remember(RESTORE, by=by, rows=[(pk, {"archived_at": before})], now=now)


def close_piece(run: Run, by: User | None, now: datetime) -> bool:
    """Whoever is still in it; none when it was brought back meanwhile."""
    pk = run.about["sequence"]
    active = Enrolment.objects.filter(sequence=pk, state=Enrolment.State.ACTIVE).order_by("pk")
    leads = list(active.values_list("lead", flat=True)[:PIECE])
    if not leads or not Sequence.objects.filter(pk=pk, archived_at__isnull=False).exists():
        return False
    stop(leads, CLOSED, now=now, only=Q(sequence=pk))
    run.done += len(leads)
    return True


def take_back(operation: Operation, by: User, now: datetime) -> Outcome:
    """Unless somebody turned it since, or gave its name to another. Of an archived one: there again, paused."""
    held: dict[int, dict[str, Any]] = dict(operation.rows.values_list("object_pk", "before"))
    row = hold_sequence(next(iter(held)))
    if (row.archived_at is not None) != (operation.kind == ARCHIVE):
        return Outcome(0, (row.name,))
    stays = under_way([row.pk]) if operation.kind == RESTORE else _is_named_by_another(row)
    if stays:
        return Outcome(0, (row.name,))
    before = held[row.pk]["archived_at"]
    row.archived_at = parse_datetime(before) if before else None
    if row.archived_at and row.state == Sequence.State.ACTIVE:
        row.state, row.paused_at = Sequence.State.PAUSED, now
    row.save(update_fields=["archived_at", "state", "paused_at"])
    return Outcome(1, pks=(row.pk,))


def _is_named_by_another(row: Sequence) -> bool:
    same = Sequence.objects.filter(of_rule=False, archived_at=None, name__iexact=row.name)
    return not row.of_rule and same.exists()


def _named(operation: Operation) -> dict[str, str]:
    row = Sequence.objects.filter(pk__in=operation.rows.values("object_pk")).first()
    return {"sequence": row.name if row else ""}


def _archived(operation: Operation) -> str:
    return _("Sequence archived: %(sequence)s") % _named(operation)


def _restored(operation: Operation) -> str:
    return _("Sequence brought back: %(sequence)s") % _named(operation)


def _closing(run: Run) -> str:
    return _("%(sequence)s is archived: those under way stop") % {"sequence": run.about["name"]}
