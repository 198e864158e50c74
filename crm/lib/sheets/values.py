"""What may stand in a cell, and how each value is told."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

Cell = str | int | float | Decimal | bool | date | Sequence[str] | None
Row = Sequence[Cell]
YES, NO = "yes", "no"


class Writer(Protocol):
    """Writes one file in pieces; `state` is JSON, with which another process goes on where this one stopped."""

    state: dict[str, Any]

    def begin(self, heading: Sequence[str]) -> bytes: ...

    def rows(self, rows: Sequence[Row]) -> bytes: ...

    def end(self) -> bytes: ...


def told(value: Cell) -> str | int | float | Decimal | None:
    """For a cell of a table: numbers as they are, a moment with its zone, several texts with commas between."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
