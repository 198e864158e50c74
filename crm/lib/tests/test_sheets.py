"""Tables as files: what is text stays text in each kind, and a file is the same however many pieces it came in."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from crm.lib.csvsafe import plain
from crm.lib.errors import TooMuchForAFile
from crm.lib.sheets import KINDS, as_xlsx, stream
from crm.lib.tests.test_csvsafe import BLANK, COMMANDS, SIGNS

HEADING = ["name", "phone", "score"]


def file_of(kind, rows, heading=HEADING):
    return b"".join(stream(kind, heading, rows))


def sheet(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def table(kind, data):
    """What a reader finds: rows of texts, the heading first."""
    if kind == "json":
        found = json.loads(data)
        return [list(found[0]), *(list(one.values()) for one in found)]
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_no_command_of_sixty_is_a_formula_in_a_spreadsheet():
    cells = list(sheet(file_of("xlsx", [[text, f"a{text}", 1] for text in COMMANDS])).iter_rows(min_row=2))

    assert len(cells) == len(COMMANDS)
    assert {one.data_type for row in cells for one in row} == {"s", "n"}
    signs = tuple(SIGNS)
    unguarded = [row[0].value for row in cells if row[0].value.strip(BLANK).startswith(signs)]
    assert unguarded == ["+355691234567", "+39 333 111222"]  # telephone numbers, typed as text


def test_a_heading_that_a_stranger_wrote_is_guarded_as_well():
    data = {kind: file_of(kind, [[1, 2, 3]], ["=1+1", "@x", "c"]) for kind in ("csv", "xlsx")}

    assert {table(kind, one)[0][0] for kind, one in data.items()} == {"'=1+1"}


def test_json_is_no_spreadsheet_and_says_what_is_there():
    row = ["=1+1", "+355691234567", 7, None, True, ["VIP", "Slow"], Decimal("12.50"), date(2026, 11, 22)]

    told = table("json", file_of("json", [row], list("abcdefgh")))[1]

    assert told == ["=1+1", "+355691234567", 7, None, True, ["VIP", "Slow"], 12.5, "2026-11-22"]


def test_numbers_are_numbers_and_all_else_is_text():
    moment = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
    row = [5, Decimal("12.5"), 10**17, True, moment, ["VIP", "Slow"], None]

    cells = next(sheet(file_of("xlsx", [row], list("abcdefg"))).iter_rows(min_row=2))

    values = [one.value for one in cells]
    assert values == [5, 12.5, str(10**17), "yes", "2026-11-22T09:15:00+00:00", "VIP, Slow", None]
    assert table("csv", file_of("csv", [row], list("abcdefg")))[1] == [
        "5", "12.5", str(10**17), "yes", "2026-11-22T09:15:00+00:00", "VIP, Slow", "",
    ]  # fmt: skip


def test_signs_that_no_xml_may_hold_do_not_break_the_file():
    odd = "".join(map(chr, range(32))) + '\ud800\ufffe\uffff<&>"]]>_x000D_'

    for kind in KINDS:
        assert len(table(kind, file_of(kind, [["x", odd, odd]]))) == 2, kind
    assert sheet(file_of("xlsx", [["x", "<b>&amp;]]>", 1]])).cell(2, 2).value == "<b>&amp;]]>"


def test_a_text_longer_than_a_cell_is_cut(tmp_path):
    assert len(sheet(file_of("xlsx", [["x" * 40_000, "", 1]])).cell(2, 1).value) == as_xlsx.LONGEST


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch):
    monkeypatch.setattr(as_xlsx, "MOST", 2)

    with pytest.raises(TooMuchForAFile):
        file_of("xlsx", [[1, 2, 3]] * 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_many_pieces_is_continued_by_whoever_has_its_state(kind):
    rows = [[f"Lead {n}", f"+39333{n:07}", n] for n in range(25)]
    first = KINDS[kind].writer(None)
    data, state = first.begin(HEADING), json.dumps(first.state)

    for start in range(0, 25, 10):
        writer = KINDS[kind].writer(json.loads(state))
        data, state = data + writer.rows(rows[start : start + 10]), json.dumps(writer.state)
    data += KINDS[kind].writer(json.loads(state)).end()

    assert [plain(str(row[1])) for row in table(kind, data)[1:]] == [row[1] for row in rows]
    assert [int(float(row[2])) for row in table(kind, data)[1:]] == list(range(25))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_rows_is_one(kind):
    data = file_of(kind, [])

    assert json.loads(data) == [] if kind == "json" else table(kind, data) == [HEADING]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]))


@given(st.lists(st.tuples(st.just("x"), TEXTS, TEXTS).map(list)))
def test_what_was_written_is_read_back(rows):
    for kind in KINDS:
        found = table(kind, file_of(kind, rows))[1:] if rows else []
        bare = found if kind == "json" else [[plain(one) for one in row] for row in found]
        assert bare == rows, kind
