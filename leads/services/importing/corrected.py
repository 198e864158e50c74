"""What somebody put right by hand, when its list is checked again (F:I8)."""

from collections.abc import Mapping, Sequence

from leads.models import ImportRow, LeadImport
from leads.services.importing.files import Line

Cells = Mapping[int, Sequence[str]]  # by the number of the row


def take_corrected(brought: LeadImport, lines: Sequence[Line]) -> Cells:
    """Of these lines, staged next: no other rows stand behind `checked_to`. They go, to be staged anew."""
    if not lines:
        return {}
    rows = ImportRow.objects.filter(brought=brought, number__range=(lines[0].number, lines[-1].number))
    cells = dict(rows.values_list("number", "cells"))
    if cells:
        rows._raw_delete("default")
    return cells


def as_corrected(lines: Sequence[Line], cells: Cells) -> Sequence[Line]:
    """What was wrong with a line of the file is not wrong with what stands there instead."""
    if not cells:
        return lines
    return [Line(one.number, tuple(cells[one.number])) if one.number in cells else one for one in lines]
