"""One piece of a list becomes leads: decided again under its locks, written with a COPY a table (F:I8, H:I9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import ImportRow, Lead, LeadImport
from leads.services.announce_changes import announce_changed
from leads.services.importing.comparing import Known, known_in
from leads.services.importing.counting import count_in
from leads.services.importing.deciding import Decision, Fate, Seen, decide, note_name
from leads.services.importing.loading.clinic import Clinic
from leads.services.importing.loading.filling import Fill, Filled, fill_leads, follow
from leads.services.importing.loading.halving import halved
from leads.services.importing.loading.hanging import Hanging, hang
from leads.services.importing.loading.making import Made, make_leads
from leads.services.importing.rows.reasons import REFUSED
from leads.services.importing.staging import Said, said_of
from leads.services.owners import hold_people
from leads.services.spreading import tell_all
from leads.signals import leads_begun
from tenants.audit.services.record import record
from tenants.services.locks import lock_names
from tenants.staff.models import User

LOCK = "leads.import"  # one piece at a time in a clinic: two lists of the same people do not cross


@dataclass(frozen=True, slots=True)
class Staged:
    """A row that was checked; `doubts` are those of then."""

    pk: int
    number: int
    said: Said
    fate: str
    doubts: list[str]


@dataclass(frozen=True)
class Loaded:
    """What a piece did; `rows` are (lead, what its undo needs to know)."""

    made: int
    filled: int
    left_out: int
    rows: list[tuple[int, dict[str, Any]]]


def staged_after(brought: LeadImport, number: int, most: int) -> list[Staged]:
    """The next rows that are to be loaded."""
    rows = ImportRow.objects.filter(brought=brought, number__gt=number).exclude(fate=Fate.SKIP).order_by("number")
    found = rows.values_list("pk", "number", "said", "fate", "doubts")[:most]
    return [Staged(pk, number, said_of(said), fate, doubts) for pk, number, said, fate, doubts in found]


def load_rows(rows: Sequence[Staged], brought: LeadImport, *, by: User | None, now: datetime) -> Loaded:
    """Part of the transaction that holds `brought`, whose counts follow. What somebody wrote meanwhile is seen:
    whoever arrived with one of these contacts while we wrote sends the piece back to be decided again. A bounded
    number of statements, whatever the number of rows.

    What the database refuses of one row is halved until that row stands alone: it is left out, the others come in.
    Raises Conflict where it refuses halving.GIVEN_UP rows, for then it is not about them.
    """
    lock_names([LOCK])
    hold_people(row.said.owner for row in rows)  # of all halves, before the leads of any
    return _together(
        halved(
            rows,
            lambda some: _load(some, brought, by=by, now=now),
            lambda row: _refused(row, brought),
        )
    )


def _refused(row: Staged, brought: LeadImport) -> Loaded:
    _note_changed([(row, Decision(Fate.SKIP, REFUSED))], brought)
    return Loaded(0, 0, 1, [])


def _together(parts: Sequence[Loaded]) -> Loaded:
    """Of a lead that several parts touched, the first knows what stood there before."""
    rows: dict[int, dict[str, Any]] = {}
    for pk, told in (row for part in parts for row in part.rows):
        rows[pk] = _joined(rows[pk], told) if pk in rows else told
    numbers = (sum(getattr(part, name) for part in parts) for name in ("made", "filled", "left_out"))
    return Loaded(*numbers, list(rows.items()))


def _load(rows: Sequence[Staged], brought: LeadImport, *, by: User | None, now: datetime) -> Loaded:
    clinic = Clinic([row.said for row in rows], now=now)  # people are held before leads
    known = _held(rows, by)
    decided = _decided(rows, known)
    made = make_leads(_new(decided, known), clinic, by=by)
    filled = fill_leads(_fills(decided), clinic)
    hanging = [Hanging(one.pk, one.number, one.said, True) for one in made] + [one.hanging for one in filled]
    hang(hanging, brought, by=by, now=now)
    follow(filled, now=now)
    if made:
        tell_all(leads_begun, leads=[one.pk for one in made], now=now)
    _note_changed(decided, brought)
    merged = sum(one.fate == Fate.MERGE for _row, one in decided)
    left_out = len(rows) - len(made) - merged
    _tell(brought, made, merged, left_out)
    told = [*_rows_of(made), *_rows_filled(filled)]
    return Loaded(len(made), merged, left_out, [(pk, row | {"at": now.isoformat()}) for pk, row in told])


def _decided(rows: Sequence[Staged], known: Known) -> list[tuple[Staged, Decision]]:
    seen: Seen = {}
    decided = []
    for row in rows:
        decision = decide(row.said, known, seen)
        if decision.names and decision.lead is not None:
            note_name(decision.lead, row.said, seen)
        decided.append((row, decision))
    return decided


def _held(rows: Sequence[Staged], by: User | None) -> Known:
    """Leads that are known are locked, by key, and looked at afterwards (H:A14)."""
    said = [row.said for row in rows]
    known, held = known_in(said, by=by), set[int]()
    while not held.issuperset(known.leads):  # a number may have gone to another lead while we waited
        held.update(known.leads)
        list(Lead.objects.filter(pk__in=held).order_by("pk").select_for_update(no_key=True).values("pk"))
        known = known_in(said, by=by)
    return known


def _new(decided: Iterable[tuple[Staged, Decision]], known: Known) -> list[tuple[int, Said, bool]]:
    return [
        (row.number, row.said, bool(known.stopped) and not known.stopped.isdisjoint(row.said.reachable))
        for row, decision in decided
        if decision.fate == Fate.NEW
    ]


def _fills(decided: Iterable[tuple[Staged, Decision]]) -> list[Fill]:
    return [
        Fill(decision.lead, row.number, row.said, decision.is_sure)
        for row, decision in decided
        if decision.lead is not None
    ]


def _rows_of(made: Iterable[Made]) -> list[tuple[int, dict[str, Any]]]:
    return [(one.pk, {"made": True}) for one in made]


def _rows_filled(filled: Iterable[Filled]) -> list[tuple[int, dict[str, Any]]]:
    """Of each lead once; of two rows that filled the same one the first knows what stood there before."""
    rows: dict[int, dict[str, Any]] = {}
    for one in filled:
        told, before = one.as_json(), rows.get(one.hanging.pk)
        rows[one.hanging.pk] = _joined(before, told) if before else told
    return list(rows.items())


def _joined(first: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    if first["made"]:
        return first
    lists = ("contacts", "custom", "tags", "references", "notes")
    joined = {name: first[name] + then[name] for name in lists}
    fields = {"fields": then["fields"] | first["fields"], "after": first["after"] | then["after"]}
    return first | {"practice": first["practice"] or then["practice"], **joined, **fields}


def _note_changed(decided: Iterable[tuple[Staged, Decision]], brought: LeadImport) -> None:
    """Somebody came, or went, since the list was checked: the row says what became of it, and the counts do."""
    changed = [(row, decision) for row, decision in decided if decision.fate != row.fate]
    for row, decision in changed:
        count_in(brought.counts, row.fate, "", row.doubts, by=-1)
        count_in(brought.counts, decision.fate, decision.reason, row.doubts)
        told = {"fate": decision.fate, "reason": decision.reason, "owner": decision.owner}
        ImportRow.objects.filter(pk=row.pk).update(**told)


def _tell(brought: LeadImport, made: Sequence[Made], merged: int, left_out: int) -> None:
    """One line in the trail and one event to open pages, for the whole piece."""
    numbers = {"new": len(made), "merge": merged, "skip": left_out}
    record("import.loaded", brought, changes={name: (None, number) for name, number in numbers.items()})
    if made:
        announce_changed(frozenset(one.pk for one in made))
