"""A file's way to rows, as the import goes it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from leads.services.importing.columns import recognise, suggest
from leads.services.importing.files import read_file
from leads.services.importing.rows import Plan, plan_for, read_row

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Rome")


def plan_of(header, mapping, *, kind="other", **more):
    return Plan(kind=kind, header=tuple(header), mapping=mapping, now=NOW, zone=ZONE, **more)


def row_of(said, **more):
    """The row of one line; `said` is target -> cell."""
    plan = plan_of(said, {name: name for name in said}, **more)
    return read_row(2, tuple(said.values()), plan)


def rows_of(path, name, **more):
    sheet = read_file(path, name)
    kind = recognise(sheet.header)
    mapping = suggest(sheet.header, [line.cells for line in sheet.rows()], kind)
    plan = plan_for(sheet, kind, mapping, now=NOW, zone=ZONE, **more)
    return kind, mapping, [read_row(line.number, line.cells, plan, line.doubts) for line in sheet.rows()]
