"""The rows of an XLSX file: the values that its formulas had when it was saved, nothing is calculated."""

import datetime
from collections.abc import Iterator

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from leads.services.importing.apart.archive import look_through
from leads.services.importing.apart.refusing import DAMAGED, EMPTY, TOO_LARGE, TOO_MANY_COLUMNS, Refused

WIDEST = 2_000  # columns, also empty ones with a colour
LONGEST = 50_200  # rows, a few of them title
_EXACT = 10**15  # whole numbers beyond are rounded by spreadsheets


def rows_of(path: str) -> Iterator[tuple[int, list[str]]]:
    """Number in the sheet and cells of each row that has any, of the first sheet to be seen that has some."""
    look_through(path)
    try:
        book = CalamineWorkbook.from_path(path)
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
                found = _rows(book, sheet.name)
                if (first := next(found, None)) is not None:
                    yield first
                    yield from found
                    return
    except Refused:
        raise
    except Exception as broken:  # whatever the library says of a broken file
        raise Refused(DAMAGED) from broken
    raise Refused(EMPTY)


def _rows(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[str]]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.width > WIDEST:
        raise Refused(TOO_MANY_COLUMNS)
    kept = 0
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [_text(value) for value in values]
        if any(cells):
            kept += 1
            if kept > LONGEST:
                raise Refused(TOO_LARGE)
            yield number, cells


def _text(value: object) -> str:
    """As a person would write it into a text file: days in ISO 8601, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)
