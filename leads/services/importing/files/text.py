"""CSV in any dialect (H:I6): rows, one after the other, whatever somebody did to a quotation mark."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from leads.services.importing.files.delimiting import delimiter_of, said_delimiter
from leads.services.importing.files.doubts import UNCLOSED
from leads.services.importing.files.encoding import errors_of
from leads.services.importing.files.record import Record

SAMPLE = 64 * 1024  # characters that decide the dialect
LINES = 200  # of one row: more is a quotation mark that nobody closed
PLAIN = 100_000  # characters of a longer line are left to the reader, which knows what is too long
csv.field_size_limit(1024**2)


def dialect_of(path: Path, encoding: str) -> tuple[str, int]:
    """Delimiter, and how many characters before the first row say it."""
    with _opened(path, encoding) as file:
        sample = file.read(SAMPLE)
        cut = sample.rfind("\n") if file.read(1) else -1
    said, length = said_delimiter(sample)
    return said or delimiter_of(sample[:cut] if cut > 0 else sample), length


def text_records(path: Path, encoding: str, delimiter: str, skipped: int) -> Iterator[Record]:
    """Each row with the number of a spreadsheet; rows of nothing count and are left out."""
    with _opened(path, encoding) as file:
        file.read(skipped)
        lines = _Lines(file)
        number = 0
        while lines.has_more():
            number += 1
            cells, doubts = _row(lines, delimiter)
            if any(cells):
                yield Record(number, cells, doubts)


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors=errors_of(encoding), newline="")


def _row(lines: "_Lines", delimiter: str) -> tuple[list[str], tuple[str, ...]]:
    """The next row; one whose quotation mark stays open is its first line, and the lines below are rows again."""
    lines.begin()
    if cells := lines.plain_row(delimiter):
        return cells, ()
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=delimiter != " ")
    try:
        cells = next(reader, [])
    except csv.Error:
        cells = None
    if cells is not None and not lines.was_unclosed:
        return cells, ()
    first = lines.back_to_first()
    return next(csv.reader([first], delimiter=delimiter, quoting=csv.QUOTE_NONE), []), (UNCLOSED,)


class _Lines:
    """The lines of a file for a reader of one row at a time; they can be given back."""

    def __init__(self, file: TextIO):
        self._file = file
        self._ahead: list[str] = []
        self._taken: list[str] = []
        self.was_unclosed = False

    def begin(self) -> None:
        self._taken, self.was_unclosed = [], False

    def plain_row(self, delimiter: str) -> list[str]:
        """The next row where its line says it without quotation marks, as the reader would and quicker; else
        nothing, and the line is still to come."""
        line = self._ahead[0]
        if '"' in line or len(line) > PLAIN:
            return []
        del self._ahead[0]
        cells = line.rstrip("\r\n").split(delimiter)
        return cells if delimiter == " " else [cell.lstrip(" ") for cell in cells]

    def has_more(self) -> bool:
        if not self._ahead and (line := self._file.readline()):
            self._ahead.append(line)
        return bool(self._ahead)

    def back_to_first(self) -> str:
        """The first line of this row; the others are still to come."""
        self._ahead[:0] = self._taken[1:]
        return self._taken[0]

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) == LINES or not self.has_more():
            self.was_unclosed = True
            raise StopIteration
        self._taken.append(self._ahead.pop(0))
        return self._taken[-1]
