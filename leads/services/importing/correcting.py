"""A row that was left out is put right by hand, and comes in by itself (F:I8)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotThere
from leads.models import ImportRow, LeadImport
from leads.services.importing.checking import hold
from leads.services.importing.comparing import known_in
from leads.services.importing.counting import count_in
from leads.services.importing.deciding import Decision, Seen, decide, decide_in_file, note_seen
from leads.services.importing.files.record import Record, storable
from leads.services.importing.loading.ledger import remember_rows
from leads.services.importing.loading.pieces import Staged, load_rows
from leads.services.importing.nearness import Before, near_of
from leads.services.importing.options import kept_options
from leads.services.importing.reading_on import plan_kept
from leads.services.importing.reserving import count_made
from leads.services.importing.resolving import Resolver
from leads.services.importing.rows import CORRECTABLE, read_row
from leads.services.importing.rows.reasons import NEAR
from leads.services.importing.staging import Said, said_of
from tenants.audit.services.record import record
from tenants.staff.models import User

Fate, State = ImportRow.Fate, LeadImport.State
TAKEN = (State.CHECKED, State.DONE)
LONGEST = 5000  # signs of a cell


def is_correctable(row: ImportRow, brought: LeadImport) -> bool:
    """Whether what is wrong with it stands in the row itself; whoever wrote in it once may do so again."""
    is_theirs = row.reason in CORRECTABLE or row.is_corrected
    return row.fate == Fate.SKIP and is_theirs and brought.state in TAKEN


def is_any_correctable(brought: LeadImport) -> bool:
    """Whether such a row is left."""
    theirs = Q(reason__in=CORRECTABLE) | Q(is_corrected=True)
    return brought.state in TAKEN and brought.rows.filter(theirs, fate=Fate.SKIP).exists()


@transaction.atomic
def correct_row(pk: int, number: int, cells: Sequence[str], *, by: User, now: datetime) -> ImportRow:
    """Read a row that was left out anew, with these cells; what can come in now does, where the list is in already.

    The row as it is afterwards: `reason` says why it still cannot. Part of the list's undo. Raises NotThere,
    Conflict for a row that is in, or in which nothing is wrong that can be put right, and for a list at work or
    taken back; InvalidData for another number of cells and for a lead more than the clinic may have.
    """
    hold(pk)
    brought = LeadImport.objects.visible_to(by).filter(pk=pk).first()
    row = ImportRow.objects.filter(brought=brought, number=number).first() if brought else None
    if brought is None or row is None:
        raise NotThere
    if row.fate != Fate.SKIP:
        raise Conflict(_("This row is in already."))
    if brought.state not in TAKEN:
        raise Conflict(_("This list is being worked on, or was taken back."))
    if not is_correctable(row, brought):
        raise Conflict(_("Nothing in this row can be put right: it is left out for what it is."))
    if len(cells) != len(brought.header) or any(len(cell) > LONGEST for cell in cells):
        raise InvalidData(
            _("Send one text for each column."), fields={"cells": [_("Send one text for each column.")]}
        )
    _judge(row, storable(Record(number, cells)).cells, brought, by, now)
    if brought.state == State.DONE and row.fate != Fate.SKIP:
        _load(row, brought, by, now)
    brought.save(update_fields=["counts", "operation", "made", "counts_in"])
    record("import.row_corrected", brought, note=str(number))
    row.refresh_from_db()
    return row


def _judge(row: ImportRow, cells: Sequence[str], brought: LeadImport, by: User, now: datetime) -> None:
    read = read_row(row.number, tuple(cells), plan_kept(brought, now=now))
    said, doubts = Resolver(kept_options(brought.options), by=by).said(read)
    if read.reason:
        decision = Decision(Fate.SKIP, read.reason)
    else:
        seen = _waiting(row, said, brought)
        decision = decide_in_file(said, seen) or decide(said, known_in([said], by=by), seen)
        if decision.names:
            said = said._replace(names=decision.lead)
    count_in(brought.counts, row.fate, row.reason, row.doubts, by=-1)
    row.cells, row.said, row.is_corrected = list(cells), said.as_json(), True
    row.fate, row.reason, row.owner = decision.fate, decision.reason, decision.owner
    near = near_of([(read, said, decision, [])], Before(), brought).get(row.number, [])
    row.doubts, row.near = [*read.doubts, *doubts, *decision.doubts, *[NEAR] * bool(near)], near
    count_in(brought.counts, row.fate, row.reason, row.doubts)
    row.save()


def _waiting(row: ImportRow, said: Said, brought: LeadImport) -> Seen:
    """What other rows of the list hold that this one says, too; of a list that is in, the clinic knows it."""
    ways = Q(said__has_key="names")
    for kind, value in said.reachable:
        ways |= Q(said__contacts__contains=[[kind, value]])
    if said.reference:
        ways |= Q(said__reference=list(said.reference))
    seen: Seen = {}
    if brought.state == State.CHECKED:
        others = ImportRow.objects.filter(ways, brought=brought).exclude(fate=Fate.SKIP).exclude(pk=row.pk)
        for kept in others.order_by("number").values_list("said", flat=True):
            note_seen(said_of(kept), seen)
    return seen


def _load(row: ImportRow, brought: LeadImport, by: User, now: datetime) -> None:
    staged = Staged(row.pk, row.number, said_of(row.said), row.fate, row.doubts)
    loaded = load_rows([staged], brought, by=by, now=now)
    count_made(brought, loaded.made, now=now)
    remember_rows(brought, loaded, by, now)
