"""A file of rows, whatever it is written in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from leads.services.importing.files.encoding import NAMES

FORMATS = ("csv", "xlsx", "json", "jsonl")
DELIMITERS = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars")}
WRITTEN = {"xlsx": _("Excel sheet"), "json": _("JSON"), "jsonl": _("JSON Lines")}


class Line(NamedTuple):
    """A row as it stands in the file. `number` is what a spreadsheet shows beside it: 2 is the first below a header
    in the first row. As many cells as the header has. `doubts` are codes of importing.rows.reasons."""

    number: int
    cells: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What `read_file` found. `header` names each column once; `row_count` is how many `rows` gives.

    `encoding` and `delimiter` are empty where the format has none.
    """

    format: str
    header: tuple[str, ...]
    row_count: int
    lines: Callable[[], Iterator[Line]]
    encoding: str = ""
    delimiter: str = ""

    def rows(self) -> Iterator[Line]:
        """From the first, streaming; each call reads the file anew."""
        return self.lines()

    def about(self) -> dict[str, str]:
        """What `in_words` puts into words, to be kept."""
        return {"format": self.format, "encoding": self.encoding, "delimiter": self.delimiter}


def in_words(about: Mapping[str, str]) -> str:
    """For people: "Windows-1252, semicolons"."""
    if (form := about.get("format", "")) in WRITTEN:
        return str(WRITTEN[form])
    encoding, delimiter = about.get("encoding", ""), about.get("delimiter", "")
    return f"{NAMES.get(encoding, encoding)}, {DELIMITERS.get(delimiter, delimiter)}"
