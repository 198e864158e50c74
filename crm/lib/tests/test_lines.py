"""What a form sends as one line of text: nothing invisible is left, and no name loses a letter."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.lines import lines, one_line

ZWNJ, ZWJ, RLO, LRM, BOM = "\u200c", "\u200d", "\u202e", "\u200e", "\ufeff"


@pytest.mark.parametrize(
    "name",
    [
        "Özgür Şahin",
        "İlknur Işık",
        "Gëzim Çela",
        "Përparim",
        "محمد",
        "أحمد الحسن",
        f"علی{ZWNJ}رضا",
        f"ක්{ZWJ}රි",
        "李",
        "D’Angelo",
    ],
)
def test_a_name_of_any_language_stays_as_it_is_written(name):
    assert one_line(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (f"{RLO}Mario{LRM}", "Mario"),
        (f"{BOM}Ma\u00adrio\u200b", "Mario"),
        (f"{RLO}محمد\u202c", "محمد"),
        ("Mario\r\nRossi", "Mario Rossi"),
        ("Mario\t\x1b\u2028  Rossi\x7f", "Mario Rossi"),
        ("\u00a0Gëzim\u3000", "Gëzim"),
        ("Gezi\u0308m", "Gezïm"),
        (f"{ZWNJ}Mario {ZWJ}", "Mario"),
    ],
)
def test_what_nobody_sees_is_gone_and_a_line_is_one_line(typed, shown):
    assert one_line(typed) == shown


@pytest.mark.parametrize(
    "typed", ["", " \n\t", RLO + LRM, ZWNJ + ZWJ, f"{ZWJ} {BOM} {ZWNJ}", "\u3164", "\u2800 \x00"]
)
def test_a_text_of_nothing_one_can_see_is_empty(typed):
    assert one_line(typed) == ""


@given(st.text())
def test_a_line_stays_as_it_is_when_read_again(text):
    line = one_line(text)

    assert one_line(line) == line
    assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hello\r\nWorld", "Hello\nWorld"),
        ("  one \n\n\n\n two\t2 \n", "one\n\ntwo 2"),
        (f"{RLO}one{LRM}\u2028two\x85three\rfour", "one\ntwo\nthree\nfour"),
        ("\x00\x1b\n\u200b", ""),
        ("محمد\nأحمد", "محمد\nأحمد"),
    ],
)
def test_several_lines_keep_their_breaks_and_nothing_else_that_nobody_sees(typed, kept):
    assert lines(typed) == unicodedata.normalize("NFC", kept)


@given(st.text())
def test_several_lines_stay_as_they_are_when_read_again(text):
    kept = lines(text)

    assert lines(kept) == kept
    assert "\n\n\n" not in kept
    assert not {unicodedata.category(sign) for sign in kept.replace("\n", "")} & {"Cc", "Zl", "Zp"}
