"""Looks through the ZIP that a sheet is, before anything reads it: how much is in it, and whether it names more."""

import copy
import zipfile
import zlib

from leads.services.importing.apart.refusing import DAMAGED, ENTITIES, NO_SHEET, TOO_LARGE, Refused

UNPACKED = 50 * 1024**2
RATIO = 100
ENTRIES = 200
ROWS = 200_000  # also those that only have a colour
WORKBOOK = "xl/workbook.xml"
_PIECE = 256 * 1024
_OVERLAP = 16
_ROW = b"<row"
_NAMES = (b"<!DOCTYPE", b"<!ENTITY")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


def look_through(path: str) -> None:
    """Raises Refused for what is too much, damaged, or defines entities. Its directory is not believed."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES:
                raise Refused(TOO_LARGE)
            if WORKBOOK not in archive.NameToInfo:
                raise Refused(NO_SHEET)
            _refuse_large(sum(entry.file_size for entry in entries), sum(e.compress_size for e in entries))
            _read_all(archive, entries)
    except _UNREADABLE as broken:
        raise Refused(DAMAGED) from broken


def _refuse_large(unpacked: int, packed: int) -> None:
    if unpacked > UNPACKED or unpacked > RATIO * packed:
        raise Refused(TOO_LARGE)


def _read_all(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = rows = 0
    for entry in entries:
        whole = copy.copy(entry)
        whole.file_size = UNPACKED + 1  # read on to the true end
        tail = b""
        with archive.open(whole) as part:
            while piece := part.read(_PIECE):
                unpacked += len(piece)
                _refuse_large(unpacked, archive.fp.seek(0, 2))
                seen = tail + piece.replace(b"\0", b"")
                if any(name in seen for name in _NAMES):
                    raise Refused(ENTITIES)
                rows += seen.count(_ROW)
                tail = seen[-_OVERLAP:].replace(_ROW, b"")
        if rows > ROWS:
            raise Refused(TOO_LARGE)
