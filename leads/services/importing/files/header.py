"""The names of the columns: where they stand, each once, none empty."""

from collections.abc import Iterator, Sequence
from itertools import islice

from crm.lib.lines import one_line
from crm.lib.mail import mail_address
from leads.services.importing.files.record import Record, storable

LOOKED_AT = 30  # rows
LONGEST = 200  # characters of a name
UNNAMED = "Column %d"


def header_in(records: Iterator[Record], *, names_first: bool) -> tuple[tuple[str, ...], int]:
    """The names, and the number of their row: what stands above are titles. Nothing for a file of nothing.

    A first row that holds somebody's address is nobody's header: columns are then numbered, and the row is none
    above. `names_first`: the first record is the names, whatever it looks like.
    """
    first = [storable(record) for record in islice(records, 1 if names_first else LOOKED_AT)]
    if not first:
        return (), 0
    at = 0 if names_first else _place(first)
    width = max(_width(record.cells) for record in first[at:])
    found = first[at]
    if not names_first and any(mail_address(cell.strip()) for cell in found.cells):
        return _named([""] * width), found.number - 1
    names = found.cells[:width] if len(found.cells) > width else found.cells
    return _named(names[: max(_width(names), _named_width(first[at:], len(names)))]), found.number


def _place(records: Sequence[Record]) -> int:
    """The first row that fills half as many cells as the fullest one; one cell alone is a title."""
    filled = [sum(map(bool, record.cells)) for record in records]
    enough = max(min(2, max(filled)), max(filled) / 2)
    return next(at for at, count in enumerate(filled) if count >= enough)


def _width(cells: Sequence[str]) -> int:
    """Without the empty cells at the end."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1].strip()), 0)


def _named_width(records: Sequence[Record], most: int) -> int:
    return min(most, max(_width(record.cells) for record in records))


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    """A column without a name is numbered; one of a name that stands already gets a number behind it."""
    names: dict[str, None] = {}
    for number, cell in enumerate(cells, 1):
        name = wanted = one_line(cell)[:LONGEST] or UNNAMED % number
        again = 1
        while name in names:
            again += 1
            name = f"{wanted} ({again})"
        names[name] = None
    return tuple(names)
