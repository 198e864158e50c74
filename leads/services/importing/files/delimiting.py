"""Which sign parts the cells of a text file."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

DELIMITERS = ",;\t|"
ROWS = 60
TITLES = 10
_SAID = re.compile(r'"?sep=(.)"?[ ]*(?:\r\n|\r|\n)', re.IGNORECASE)


def said_delimiter(text: str) -> tuple[str, int]:
    """What the first line says, as Excel reads it ("sep=;"), and how long that line is; nothing and 0 without."""
    found = _SAID.match(text)
    return (found[1], found.end()) if found else ("", 0)


def delimiter_of(sample: str) -> str:
    """The one that parts most rows alike, the header among them; a comma where nothing is parted."""
    return max(DELIMITERS, key=lambda sign: _alike(sample, sign))


def _alike(sample: str, delimiter: str) -> tuple[float, int]:
    """How well rows agree on a number of cells, at most 1, and that number.

    Titles may stand above the header. A sign that comes later still stands in somebody's text, and so does one that
    parts rows further than their header.
    """
    widths = [len(cells) for cells in _rows(sample, delimiter) if any(cells)]
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0, 0
    usual, times = Counter(several).most_common(1)[0]
    header = next(at for at, width in enumerate(widths) if width > 1)
    agree = times / (len(widths) - min(header, TITLES))
    if widths[header] < usual:
        agree /= 2
    return agree * (1 - min(header, TITLES) / (2 * TITLES)), usual


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    try:
        for number, cells in enumerate(csv.reader(StringIO(sample, newline=""), delimiter=delimiter)):
            if number >= ROWS:
                return
            yield cells
    except csv.Error:  # a field as long as the whole file
        return
