"""CSV for spreadsheets: with a byte order mark, commas, CR LF, and no cell that becomes a formula (H:E1)."""

from collections.abc import Sequence
from typing import Any

from crm.lib.csvsafe import BOM, lines
from crm.lib.sheets.values import Row, told


class CsvWriter:
    def __init__(self, state: dict[str, Any] | None = None):
        self.state: dict[str, Any] = {}

    def begin(self, heading: Sequence[str]) -> bytes:
        return BOM.encode() + self.rows([heading])

    def rows(self, rows: Sequence[Row]) -> bytes:
        return "".join(lines(([told(value) for value in row] for row in rows), bom=False)).encode()

    def end(self) -> bytes:
        return b""
