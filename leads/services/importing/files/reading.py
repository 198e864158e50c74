"""From a file to its rows, whatever it is written in (F:I8, I9)."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from crm.lib.errors import InvalidData, TooLarge
from leads.services.importing.files.doubts import TOO_MANY_CELLS
from leads.services.importing.files.encoding import as_said, encoding_of
from leads.services.importing.files.format import format_of
from leads.services.importing.files.header import header_in
from leads.services.importing.files.packed import packed_records
from leads.services.importing.files.record import Record, storable
from leads.services.importing.files.sheet import Line, Sheet
from leads.services.importing.files.text import dialect_of, text_records

MOST_ROWS = 50_000
MOST_COLUMNS = 500


def read_file(path: Path, name: str, *, encoding: str = "", delimiter: str = "", row_count: int = 0) -> Sheet:
    """The sheet that a file is. `name` is what its owner called it.

    `encoding` and `delimiter` are what a person says against our guess. `row_count` is that of a file that was read
    before; else all of it is looked through once. Raises Unreadable, InvalidData for a file
    without rows, and TooLarge beyond MAX_CSV_SIZE_MB, 50,000 rows or 500 columns.
    """
    limit = settings.MAX_CSV_SIZE_MB
    if path.stat().st_size > limit * 1024**2:
        raise TooLarge(_("Send at most %(megabytes)d MB.") % {"megabytes": limit})
    body = path.read_bytes()
    form = format_of(body, name)
    if form != "csv":
        return _sheet(form, partial(packed_records, path, form), row_count)
    encoding = as_said(encoding, body) or encoding_of(body)
    said, skipped = dialect_of(path, encoding)
    delimiter = delimiter or said
    return _sheet(form, partial(text_records, path, encoding, delimiter, skipped), row_count, encoding, delimiter)


def _sheet(
    form: str, read: Callable[[], Iterator[Record]], row_count: int, encoding: str = "", delimiter: str = ""
) -> Sheet:
    header, above = header_in(read(), names_first=form in ("json", "jsonl"))
    if len(header) > MOST_COLUMNS:
        raise TooLarge(_("This file has too many columns: at most 500 are read."))
    lines = partial(_lines, read, len(header), above)
    return Sheet(form, header, row_count or _counted(lines()), lines, encoding, delimiter)


def _counted(lines: Iterator[Line]) -> int:
    count = sum(1 for _line in islice(lines, MOST_ROWS + 1))
    if count > MOST_ROWS:
        raise TooLarge(_("This file holds too much. Send it in parts of at most 50,000 rows."))
    if not count:
        raise InvalidData(_("There is no row in this file."))
    return count


def _lines(read: Callable[[], Iterator[Record]], width: int, above: int) -> Iterator[Line]:
    """The rows below the header; `above` is the number of the header's, or of the one above the first."""
    for record in read():
        if record.number > above:
            number, cells, doubts = storable(record)
            if any(cells[width:]):
                doubts = (*doubts, TOO_MANY_CELLS)
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            yield Line(number, tuple(cells[:width]), tuple(doubts))
