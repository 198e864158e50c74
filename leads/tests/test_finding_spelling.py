"""How words and numbers are written in a word list, and read in a question to it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.models import Identity, Lead
from leads.services.finding.search import LONGEST, MOST_WORDS, read_search
from leads.services.finding.spelling import endings, figures_in, words_and_parts, words_in
from leads.services.finding.words import MOST, words_of


def phone(value, typed="", *, is_valid=True):
    return Identity(kind="phone", value=value, typed=typed or value, is_valid=is_valid)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("Gëzim", "gezim"), ("Şahin", "sahin"), ("Iğdır", "igdir"), ("Weiß", "weiss"), ("Ørsted", "orsted"),
     ("Łukasz", "lukasz"), ("İbrahim", "ibrahim"), ("Đorđe", "dorde"), ("MÜLLER", "muller")],
)  # fmt: skip
def test_a_word_is_found_without_the_letters_of_its_language(typed, plain):
    assert words_in(typed) == [plain]


def test_what_an_apostrophe_joins_is_found_whole_and_in_parts():
    assert set(words_and_parts(["D'Angelo"])) == {"dangelo", "d", "angelo"}


@pytest.mark.parametrize("typed", ["+39 333 111 222", "0039 333 111222", "39/333.111-222", "(+39) 333111222"])
def test_a_number_has_one_spelling(typed):
    assert figures_in(typed) == "39333111222"


@pytest.mark.parametrize("typed", ["0333 111", "(0)333 111", "333111"])
def test_the_zero_of_its_own_country_is_no_part_of_a_number(typed):
    assert figures_in(typed) == "333111"


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True), st.data())
def test_any_four_figures_of_a_number_begin_one_of_its_endings(number, data):
    start = data.draw(st.integers(1, len(number) - 4))
    part = number[start : data.draw(st.integers(start + 4, len(number)))]

    assert any(ending.startswith(part) for ending in endings(number))


def test_a_mail_is_in_the_list_whole_and_in_its_parts():
    mail = Identity(kind="email", value="mrossi@gmail.com", typed="M.Rossi@gmail.com", is_valid=True)

    found = words_of(Lead(), [mail])

    assert {"mrossi@gmail.com", "m", "rossi", "mrossi", "gmail", "com"} == set(found)


def test_a_number_nobody_can_call_is_found_as_it_was_typed():
    assert "33312" in words_of(Lead(), [phone("333 12", is_valid=False)])


def test_a_name_of_five_thousand_letters_makes_a_short_list():
    hostile = Lead(first_name="x" * 5000, last_name=" ".join(f"w{number}" for number in range(5000)))

    found = words_of(hostile, [])

    assert len(found) == MOST
    assert max(map(len, found)) == 40


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_makes_a_word_that_the_list_would_read_as_more_than_one(name, typed):
    mail = Identity(kind="email", value=typed, typed=typed, is_valid=False)

    found = words_of(Lead(first_name=name), [mail])

    assert not [word for word in found if set(word) & set("'\\:") or word.split() != [word]]


@pytest.mark.parametrize(
    ("typed", "words", "pk"),
    [("0333 111", ("333111",), None), ("+39 333", ("39333",), None), ("rossi mar", ("rossi", "mar"), None),
     ("Gëzim", ("gezim",), None), ("#42", (), 42), ("42", ("42",), 42), ("rossi 0333", ("rossi", "333"), None),
     ("M.Rossi@GoogleMail.com", ("mrossi@gmail.com",), None), ("rossi@gm", ("rossi", "gm"), None),
     ("9" * 40, ("9" * 40,), None), ("++++", (), None), ("'; --", (), None)],
)  # fmt: skip
def test_what_is_typed_is_a_number_a_mail_or_words(typed, words, pk):
    asked = read_search(typed)

    assert (asked.words, asked.pk) == (words, pk)


def test_six_words_count():
    assert len(read_search("one two three four five six seven").words) == MOST_WORDS


def test_a_question_of_100_kb_is_read_as_far_as_people_type():
    began = time.perf_counter()

    asked = read_search("ab " * 33_000)

    assert sum(map(len, asked.words)) < LONGEST
    assert time.perf_counter() - began < 0.1
