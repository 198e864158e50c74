"""Sheets and JSON as people save them (F:I8, I9)."""

import datetime
import json

import openpyxl
import pytest

from crm.lib.errors import HouseError
from leads.services.importing.files import read_file

AT = datetime.datetime(2026, 1, 2, 9, 5)  # noqa: DTZ001  sheets know no zones


def cells(sheet):
    return [line.cells for line in sheet.rows()]


def test_a_sheet_gives_what_a_person_sees_in_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    second = book.create_sheet("Leads")
    second.append(["October"])
    second.append(["Name", "Phone", "Score", "Came", "At", "Yes"])
    second.append(["Ayşe", 905321234567, 1.5, datetime.date(2026, 11, 3), AT, True])
    second.append([None] * 6)
    second.append(["=1+1", "'+39333", 10.0, None, None, False])
    path = tmp_path / "file"
    book.save(path)

    sheet = read_file(path, "leads.xlsx")

    assert sheet.header == ("Name", "Phone", "Score", "Came", "At", "Yes")
    assert [(line.number, line.cells) for line in sheet.rows()] == [
        (3, ("Ayşe", "905321234567", "1.5", "2026-11-03", "2026-01-02 09:05:00", "true")),
        (5, ("", "'+39333", "10", "", "", "false")),
    ]


def written(tmp_path, text, name):
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    return read_file(path, name)


@pytest.mark.parametrize(
    ("value", "header", "row"),
    [
        ([{"a": 1, "b": None}], ("a", "b"), ("1", "")),
        ({"places": [{"a": {"text": "x"}}], "next": "y"}, ("a.text",), ("x",)),
        ({"total": 1, "results": [{"a": ["x", "y", None]}]}, ("a",), ("x; y",)),
        ([{"a": "x", "loc/lat": 41.9, "many": [{"b": 1}]}], ("a", "loc/lat"), ("x", "41.9")),
        ({"name": "Anna", "ok": True}, ("name", "ok"), ("Anna", "true")),
    ],
)
def test_json_is_a_list_of_objects_wherever_it_stands(tmp_path, value, header, row):
    sheet = written(tmp_path, json.dumps(value), "x.json")

    assert (sheet.format, sheet.header, cells(sheet)) == ("json", header, [row])


def test_a_line_that_is_no_json_is_a_row_to_correct(tmp_path):
    sheet = written(tmp_path, '{"a": "x"}\n{"a": \n\n{"b": "\\u0000y\\ud800"}\n', "x.jsonl")
    rows = list(sheet.rows())

    assert sheet.header == ("a", "b")
    assert [(line.number, line.doubts) for line in rows] == [(1, ()), (2, ("broken_line",)), (4, ("undecodable",))]
    assert rows[2].cells == ("", "y\ufffd")


@pytest.mark.parametrize(
    "text",
    ["[", "[1", '{"a": 1', "[" * 100_000, '{"a":' * 21 + "1" + "}" * 21, "[]", "{}", '[{"a": NaN}', '"x"'],
)
def test_json_that_is_no_list_of_rows_is_refused(tmp_path, text):
    with pytest.raises(HouseError):
        written(tmp_path, text, "x.json")


def test_more_rows_or_columns_than_are_taken_are_refused(tmp_path):
    with pytest.raises(HouseError, match="50,000"):
        written(tmp_path, "[" + ",".join(["{}"] * 60_000) + "]", "x.json")
    with pytest.raises(HouseError, match="500"):
        written(tmp_path, json.dumps([{f"k{n}": 1 for n in range(501)}]), "x.json")
