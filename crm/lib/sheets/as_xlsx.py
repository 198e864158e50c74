"""XLSX, written as a stream: a cell is a number or a text, and there is no way to write a formula (H:E1, I7).

openpyxl keeps a file open from its first row to its last; this one goes on in another process, and holds a piece.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from crm.lib.csvsafe import cell
from crm.lib.errors import TooMuchForAFile
from crm.lib.sheets.values import Row, told
from crm.lib.sheets.zipped import Zipped

LONGEST = 32_767  # signs in a cell
MOST = 1_048_576  # rows of a sheet
_EXACT = 10**15  # a spreadsheet counts in floats
# No plain text, and yet none that a spreadsheet reads as anything else while it is typed as text.
_PHONE = re.compile(r"\+[0-9 ]{5,20}")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile("[<>&_\x00-\x1f\ud800-\udfff\ufffe\uffff]")  # what most texts do not have
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # "_x000D_" is a sign to whoever reads XLSX
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_TAIL = "</sheetData></worksheet>"


class XlsxWriter:
    def __init__(self, state: dict[str, Any] | None = None):
        self._zip = Zipped(state and state["zip"])
        self._rows = state["rows"] if state else 0

    @property
    def state(self) -> dict[str, Any]:
        return {"rows": self._rows, "zip": self._zip.state}

    def begin(self, heading: Sequence[str]) -> bytes:
        return self._zip.begin(_HEAD.encode()) + self.rows([heading])

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Raises TooMuchForAFile for more rows than a sheet has."""
        self._rows += len(rows)
        if self._rows > MOST:
            raise TooMuchForAFile
        return self._zip.more("".join(map(_row, rows)).encode())

    def end(self) -> bytes:
        return self._zip.end(_TAIL.encode())


def _row(row: Row) -> str:
    return f"<row>{''.join(map(_cell, row))}</row>"


def _cell(value: Any) -> str:
    value = told(value)
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int | float | Decimal) and abs(value) < _EXACT:
        return f"<c><v>{cell(value)}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{_text(str(value))}</t></is></c>'


def _text(text: str) -> str:
    guarded = text if _PHONE.fullmatch(text) else cell(text)
    if not _SPECIAL.search(guarded):
        return guarded[:LONGEST]
    one_newline = guarded.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST]
    return escape(_ESCAPED.sub("_x005F_", _UNREADABLE.sub("\ufffd", one_newline)))
