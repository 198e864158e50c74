"""The kinds of files there are, by the word that stands in an address."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crm.lib.sheets.as_csv import CsvWriter
from crm.lib.sheets.as_json import JsonWriter
from crm.lib.sheets.as_xlsx import XlsxWriter
from crm.lib.sheets.values import Row, Writer

PIECE = 500  # rows that are held at once


@dataclass(frozen=True)
class Kind:
    """`writer(state)` begins a file, or goes on with one of that state."""

    name: str
    title: str
    content_type: str
    writer: Callable[[dict[str, Any] | None], Writer]


KINDS = {
    one.name: one
    for one in (
        Kind("csv", "CSV", "text/csv; charset=utf-8", CsvWriter),
        Kind("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XlsxWriter),
        Kind("json", "JSON", "application/json", JsonWriter),
    )
}


def stream(kind: str, heading: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """A whole file of that kind, PIECE rows at a time. KeyError for a kind that there is not."""
    writer = KINDS[kind].writer(None)
    yield writer.begin(heading)
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        yield writer.rows(piece)
    yield writer.end()
