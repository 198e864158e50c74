"""JSON for programs: a list of objects, one on a line. No spreadsheet opens it, so nothing in it is guarded."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crm.lib.sheets.values import Row, told


class JsonWriter:
    """A list stays a list, yes is true, a number a number."""

    def __init__(self, state: dict[str, Any] | None = None):
        self.state = state or {"heading": [], "rows": 0}

    def begin(self, heading: Sequence[str]) -> bytes:
        self.state["heading"] = list(heading)
        return b"["

    def rows(self, rows: Sequence[Row]) -> bytes:
        return "".join(map(self._line, rows)).encode("utf-8", "replace")

    def end(self) -> bytes:
        return b"\n]\n"

    def _line(self, row: Row) -> str:
        between = ",\n" if self.state["rows"] else "\n"
        self.state["rows"] += 1
        named = dict(zip(self.state["heading"], row, strict=True))
        return between + json.dumps(named, ensure_ascii=False, default=_other, allow_nan=False)


def _other(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else _exact(value)
    return told(value) if isinstance(value, date) else str(value)


def _exact(value: Decimal) -> float | str:
    """As text where a float would not be that number."""
    return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
