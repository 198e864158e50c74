"""The rows of a file of leads, part by part, by key: a fixed number of statements a part (H:E4, M4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.lib.sheets.values import Row
from leads.export_columns import Around, Column, ExportRow, loader_of
from leads.querysets import LeadQuerySet

PART = 1000  # leads


@dataclass(frozen=True)
class Part:
    """`last` is the key of the last lead that was looked at; `is_last` when there are no more."""

    rows: list[Row]
    last: int
    is_last: bool


def read_part(
    leads: LeadQuerySet, columns: Sequence[Column], *, after: int, ids: Sequence[int] | None = None
) -> Part:
    """The next PART of `leads` behind the key `after`; of `ids` alone, when they are given.

    Evaluated here and now, in the clinic of now: nothing lazy leaves it.
    """
    paths = {path for one in columns for path in one.paths}
    names = {name for one in columns for name in one.beside}
    rows = leads.filter(pk__gt=after).order_by("pk")
    turn = None if ids is None else sorted(pk for pk in ids if pk > after)[:PART]
    rows = rows[:PART] if turn is None else rows.filter(pk__in=turn)
    found = list(rows.values("pk", *sorted(paths)))
    around = Around({name: loader_of(name)([one["pk"] for one in found]) for name in sorted(names)})
    told = [[column.read(row) for column in columns] for row in (ExportRow(one, around) for one in found)]
    last = found[-1]["pk"] if found else after
    if turn is not None:
        return Part(told, turn[-1] if turn else after, len(turn) < PART)
    return Part(told, last, len(found) < PART)
