"""The dry run: every row is read, compared and staged with what would become of it; no lead changes (F:I8)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from crm.lib.errors import Conflict, InvalidData, NotThere
from leads.models import ImportRow, LeadImport
from leads.services.custom import active_fields
from leads.services.importing.columns import NOT_IMPORTED, targets
from leads.services.importing.comparing import known_in
from leads.services.importing.corrected import Cells, as_corrected, take_corrected
from leads.services.importing.counting import FATES, count_in, nothing
from leads.services.importing.deciding import Decision, decide, decide_in_file, note_seen
from leads.services.importing.files import Line
from leads.services.importing.limits import AT_ONCE, piece
from leads.services.importing.nearness import Near, doubted, near_of
from leads.services.importing.options import LEAVE_OUT, kept_options, read_options
from leads.services.importing.reading_on import DAY_FIRST, Reading, put_back, reading_of
from leads.services.importing.rows import Row, read_row
from leads.services.importing.staging import Said
from leads.services.importing.taking import remember_mapping
from tenants.runs.models import Run
from tenants.runs.services.starting import start
from tenants.services.copying import Written, copy_in
from tenants.staff.models import User
from tenants.undo.models import Operation

CHECK = "leads.import_check"
State = LeadImport.State
OPEN = (State.READ, State.CHECKING, State.CHECKED)  # nothing of it is in yet
COLUMNS = ("brought_id", "number", "cells", "said", "fate", "reason", "doubts", "owner", "is_corrected", "near")
NOBODY = Written("[]")


def check(
    pk: int, mapping: Mapping[str, str], options: Mapping[str, Any], *, by: User, now: datetime
) -> LeadImport:
    """See what would become of each row with these columns and options, which are remembered for such headers.

    At once up to AT_ONCE rows; more are a run (`run`), and the state says when it is done. A repeat begins anew,
    but for what somebody put right by hand since: those rows stay as they wrote them, and are judged again.
    Raises NotThere, Conflict for what is imported already, InvalidData for a column or target that there is not.
    """
    with transaction.atomic():
        brought = begin_check(pk, mapping, options, by=by, now=now)
        if brought.row_count > AT_ONCE:
            about = {"import": pk, "name": brought.name}
            run = start(CHECK, by=by, about=about, total=brought.row_count, now=now)
            brought.run = run.pk
            brought.save(update_fields=["run"])
            return brought
    check_all(pk, by=by, now=now)
    brought.refresh_from_db()
    return brought


def begin_check(
    pk: int, mapping: Mapping[str, str], options: Mapping[str, Any], *, by: User | None, now: datetime
) -> LeadImport:
    """The first half, in the caller's transaction; `by` None sees every list, as a program that brought it does."""
    visible = LeadImport.objects.visible_to(by) if by else LeadImport.objects.all()
    LeadImport.objects.filter(pk=pk).select_for_update().values("pk").first()
    brought = visible.filter(pk=pk).first()
    if brought is None:
        raise NotThere
    may_be_checked(brought)
    chosen, read = read_options(options), _read_mapping(brought, mapping)
    ImportRow.objects.filter(brought=brought, is_corrected=False)._raw_delete("default")
    brought.mapping, brought.options, brought.counts = read, chosen.as_json(), nothing()
    brought.state, brought.checked_to, brought.loaded_to = State.CHECKING, 0, 0
    brought.save(update_fields=["mapping", "options", "counts", "state", "checked_to", "loaded_to"])
    remember_mapping(brought, read, chosen, now=now)
    return brought


def may_be_checked(brought: LeadImport) -> None:
    """Raises Conflict for a list that somebody works on or that is in, and for one whose file is gone."""
    if brought.state not in OPEN or is_at_work(brought):
        raise Conflict(_("This list is being worked on, or is imported already."))
    if not brought.stored:
        raise Conflict(_("The file was forgotten. Bring it again."))


def step(run: Run, by: User | None, now: datetime) -> bool:
    """One piece of a run."""
    brought = held(run.about["import"])
    more = check_piece(brought, by=by, now=now)
    run.done = sum(brought.counts.get(name, 0) for name in FATES)
    run.result = {name: brought.counts.get(name, 0) for name in FATES} | {"import": brought.pk}
    return more


def is_at_work(brought: LeadImport) -> bool:
    """Whether a worker is at it, or will be: one whose run failed or was stopped may be gone on with."""
    return Run.objects.open().filter(pk=brought.run).exists()


def check_all(pk: int, *, by: User | None, now: datetime) -> None:
    """Here and now, piece by piece, each a transaction."""
    more = True
    while more:
        with transaction.atomic():
            more = check_piece(held(pk), by=by, now=now)


def held(pk: int) -> LeadImport:
    """The list, which nobody else works on until the transaction ends. Raises NotThere."""
    hold(pk)
    brought = LeadImport.objects.filter(pk=pk).first()
    if brought is None:
        raise NotThere
    return brought


def hold(pk: int) -> None:
    """What a list did so far before the list: whoever takes it back comes in this order, too."""
    done = LeadImport.objects.filter(pk=pk).values("operation")
    Operation.objects.select_for_update().filter(pk__in=done).values("pk").first()
    LeadImport.objects.select_for_update().filter(pk=pk).values("pk").first()


def check_piece(brought: LeadImport, *, by: User | None, now: datetime) -> bool:
    """The next rows, `limits.piece` of them; whether there are more. The caller holds `brought`. Six statements and
    those of `known_in` and `near_of`, however many rows."""
    if brought.state != State.CHECKING:
        return False
    reading = reading_of(brought, by=by, now=now)
    most = piece()
    lines = list(islice(reading.lines, most))
    corrected = take_corrected(brought, lines)
    rows = _judged(as_corrected(lines, corrected), reading, by)
    near = near_of(rows, reading.before, brought)
    if near:
        leave_out = kept_options(brought.options).near == LEAVE_OUT
        rows = doubted(rows, near, leave_out=leave_out, but=corrected)
    for _row, _said, decision, doubts in rows:
        count_in(brought.counts, decision.fate, decision.reason, doubts)
    copy_in(ImportRow, COLUMNS, (_columns(brought, corrected, near, *one) for one in rows))
    if lines:
        brought.checked_to = reading.position = lines[-1].number
        put_back(brought, reading)
    if len(lines) < most:
        brought.state = State.CHECKED
    brought.about = {**brought.about, DAY_FIRST: reading.plan.day_first}
    brought.save(update_fields=["counts", "checked_to", "state", "about"])
    return brought.state == State.CHECKING


def _judged(
    lines: Iterable[Line], reading: Reading, by: User | None
) -> list[tuple[Row, Said, Decision, list[str]]]:
    read = [read_row(line.number, line.cells, reading.plan, line.doubts) for line in lines]
    told = [(row, *reading.resolver.said(row)) for row in read]
    known = known_in((said for row, said, _doubts in told if not row.reason), by=by)
    judged = []
    for row, said, doubts in told:
        if row.reason:
            decision = Decision(ImportRow.Fate.SKIP, row.reason)
        else:
            decision = decide_in_file(said, reading.seen) or decide(said, known, reading.seen)
            if decision.names:
                said = said._replace(names=decision.lead)
        if decision.fate != ImportRow.Fate.SKIP:
            note_seen(said, reading.seen)
        judged.append((row, said, decision, [*row.doubts, *doubts, *decision.doubts]))
    return judged


def _columns(
    brought: LeadImport,
    corrected: Cells,
    near: Near,
    row: Row,
    said: Said,
    decision: Decision,
    doubts: list[str],
) -> tuple[object, ...]:
    number = row.number
    told = said.as_json(), decision.fate, decision.reason, doubts, decision.owner
    return brought.pk, number, row.cells, *told, number in corrected, near.get(number, NOBODY)


def _read_mapping(brought: LeadImport, mapping: Mapping[str, str]) -> dict[str, str]:
    """Every column of the file, those that are not said as not imported."""
    known, gone = targets(active_fields()), _("This does not exist.")
    wrong = {f"mapping.{name}"[:80]: [gone] for name in mapping if name not in brought.header}
    wrong |= {f"mapping.{name}"[:80]: [gone] for name, target in mapping.items() if not _is_one(target, known)}
    if not any(mapping.values()):
        wrong["mapping"] = [_("Say what at least one column is.")]
    if wrong:
        raise InvalidData(next(iter(wrong.values()))[0], fields=wrong)
    return {name: mapping.get(name, NOT_IMPORTED) for name in brought.header}


def _is_one(target: object, known: Collection[str]) -> bool:
    """Programs send whatever JSON has."""
    return isinstance(target, str) and target in known
