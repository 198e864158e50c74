"""The same words, whatever keyboard they were typed on."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.words import plain_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İbrahim", "IBRAHIM"),
        ("Işık", "isik"),
        ("Gëzim Çela", "gezim  CELA"),
        ("Møller", "Moller"),
        ("Weiß", "WEISS"),
        ("D’Angelo", "D'Angelo"),
        ("أحمد", "احمد"),
        ("محـــمد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("علی", "علي"),
        ("فاطمة", "فاطمه"),
        ("Côte d'Ivoire", "cote divoire"),
        ("All-on-4", "ALL ON 4"),
        ("𝛢nna", "αnna"),
        ("क\u094d\u200d\u093c", "क\u093c\u094d"),
    ],
)
def test_two_spellings_are_the_same_words(one, other):
    assert plain_words(one) == plain_words(other)


@pytest.mark.parametrize(("one", "other"), [("रमेश", "राम"), ("李", "王"), ("محمد", "أحمد"), ("Anna", "Ana")])
def test_other_words_stay_others(one, other):
    assert plain_words(one) != plain_words(other)


@given(st.text())
def test_words_are_read_again_as_themselves(text):
    words = plain_words(text)

    assert plain_words(" ".join(words)) == words
    assert all(words)


def test_each_sign_there_is_is_read_again_as_itself():
    signs = (chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000)

    assert not [sign for sign in signs if plain_words(" ".join(plain_words(sign))) != plain_words(sign)]
