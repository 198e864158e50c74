"""Rows that look like somebody: like a lead that is there, or like a row before (F:L22). Proposed, never decided:
`duplicates` is the one rule of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from leads.models import ImportRow, Lead, LeadImport
from leads.services.duplicates.grouping import MOST_ALIKE
from leads.services.duplicates.likeness import Why, likeness, weight
from leads.services.duplicates.person import Person, person_of, person_told
from leads.services.duplicates.sharing import Key, keys_of, leads_sharing
from leads.services.importing.deciding import Decision, Fate
from leads.services.importing.rows import Row
from leads.services.importing.rows.reasons import NEAR
from leads.services.importing.staging import Said, said_of

MOST = 3  # whom a row is said to look like
LEAD, ROW = "lead", "row"
NEW = Fate.NEW.value


class Other(NamedTuple):
    """A lead by its key, or a row before by its number."""

    kind: str
    number: int


Judged = tuple[Row, Said, Decision, list[str]]
Near = Mapping[int, Sequence[Mapping[str, Any]]]  # by row, as ImportRow.near has it


@dataclass
class Before:
    """Of the rows of a file that make leads, the first that has each key; what more than MOST_ALIKE have says
    nothing from then on."""

    first: dict[Key, int] = field(default_factory=dict)
    times: dict[Key, int] = field(default_factory=dict)

    def note(self, number: int, keys: Iterable[Key]) -> list[int]:
        """The rows before that have one of these."""
        found = []
        setdefault = self.first.setdefault
        for key in keys:
            first = setdefault(key, number)
            if first != number:
                self.times[key] = self.times.get(key, 1) + 1
                if self.times[key] <= MOST_ALIKE:
                    found.append(first)
        return found


def near_of(rows: Iterable[Judged], before: Before, brought: LeadImport) -> Near:
    """Those of `rows` that make a lead and look like somebody, the likeliest first. Six statements at most, however
    many rows; of most rows only `keys_of` is ever asked."""
    told = [(row.number, said, keys_of(said)) for row, said, one, _doubts in rows if one.fate == NEW]
    others: dict[int, set[Other]] = {}
    for number, _said, keys in told:
        if found := before.note(number, keys):
            others[number] = {Other(ROW, one) for one in found}
    held = leads_sharing(key for _number, _said, keys in told for key in keys)
    for number, _said, keys in told if held else ():
        if found := {Other(LEAD, pk) for key in keys for pk in held.get(key, ())}:
            others[number] = others.get(number, set()) | found
    return _compared(others, {number: said for number, said, _keys in told}, brought) if others else {}


def doubted(rows: Iterable[Judged], near: Near, *, leave_out: bool, but: Collection[int]) -> list[Judged]:
    """The same with what they look like: left out, but for what somebody looked at, or a doubt."""
    return [one if one[0].number not in near else _doubted(*one, leave_out, but) for one in rows]


def _doubted(
    row: Row, said: Said, decision: Decision, doubts: list[str], leave_out: bool, but: Collection[int]
) -> Judged:
    if leave_out and row.number not in but:
        return row, said, Decision(Fate.SKIP, NEAR), doubts
    return row, said, decision, [*doubts, NEAR]


def _compared(others: Mapping[int, Collection[Other]], said: Mapping[int, Said], brought: LeadImport) -> Near:
    wanted = {one for some in others.values() for one in some}
    people: dict[Other, Person] = _rows({one.number for one in wanted if one.kind == ROW}, said, brought)
    people |= _leads({one.number for one in wanted if one.kind == LEAD})
    near = {}
    for number, some in others.items():
        me = _person(said[number])
        alike = ((one, likeness(me, people[one])) for one in sorted(some) if one in people)
        best = sorted((one for one in alike if one[1]), key=lambda one: -weight(one[1]))[:MOST]
        if best:
            near[number] = [_kept(one, why) for one, why in best]
    return near


def _rows(numbers: Collection[int], said: Mapping[int, Said], brought: LeadImport) -> dict[Other, Person]:
    """Some stand in this piece, others are staged."""
    found = {number: said[number] for number in numbers if number in said}
    if staged := numbers - found.keys():
        rows = ImportRow.objects.filter(brought=brought, number__in=staged).order_by()
        found |= {number: said_of(kept) for number, kept in rows.values_list("number", "said")}
    return {Other(ROW, number): _person(one) for number, one in found.items()}


def _leads(pks: Collection[int]) -> dict[Other, Person]:
    named = ("first_name", "last_name", "country", "treatment", "companion_of")
    rows = Lead.objects.filter(pk__in=pks, merged_into=None).only(*named).order_by() if pks else ()
    return {Other(LEAD, one.pk): person_of(one) for one in (rows and rows.prefetch_related("identities"))}


def _person(said: Said) -> Person:
    return person_told(said, treatment=said.treatment)


def _kept(one: Other, why: Iterable[Why]) -> dict[str, Any]:
    return {one.kind: one.number, "why": [each.value for each in why]}
