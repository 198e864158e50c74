import re
from collections.abc import Sequence
from typing import NamedTuple

from leads.services.importing.files.doubts import CUT, UNDECODABLE

LONGEST = 5_000  # characters of a cell
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BYTES = range(0xDC80, 0xDD00)  # what a decoder puts for a byte that it cannot read


class Record(NamedTuple):
    """Cells as they stand in the file, of any number; nothing is known of a header yet."""

    number: int
    cells: Sequence[str]
    doubts: Sequence[str] = ()


def storable(record: Record) -> Record:
    """The same with cells that a database takes. A byte that is no sign is shown as the one of Windows-1252 that it
    would be, and the row is doubted."""
    text = "".join(record.cells)
    if len(text) <= LONGEST and ((text.isascii() and "\0" not in text) or not _UNSTORABLE.search(text)):
        return record
    doubts = list(record.doubts)
    if any(len(cell) > LONGEST for cell in record.cells):
        doubts.append(CUT)
    if re.search("[\ud800-\udfff]", text):
        doubts.append(UNDECODABLE)
    cells = [_UNSTORABLE.sub(_shown, cell[:LONGEST]) for cell in record.cells]
    return Record(record.number, cells, doubts)


def _shown(found: re.Match[str]) -> str:
    sign = ord(found[0])
    if sign in _BYTES:
        return bytes([sign - 0xDC00]).decode("cp1252", "replace")
    return "\ufffd" if sign else ""
