"""One number, however it is spelt."""

import csv
import os
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.lib.mobile import plain_mobile
from crm.lib.phone import _read, e164, read_number, read_numbers, spaced

# Computed with phonenumbers 9.0.43; WIRE_VECTORS names the folder of the newest.
VECTORS = Path(os.environ["WIRE_VECTORS"], "phones") if os.environ.get("WIRE_VECTORS") else Path(__file__).parent
ROWS = list(csv.DictReader((VECTORS / "phones_e164.csv").open(encoding="utf-8")))
# Where we answer otherwise than the library by itself, and why.
BETTER = {
    # It keeps the zero that a spreadsheet added, which makes the number somebody else's: nobody's, then.
    "3331234567.0": None,
    # It dials the letters of the word behind the number.
    "333.123.4567 (casa)": "+393331234567",
}


@pytest.mark.parametrize("row", ROWS, ids=[row["input"] for row in ROWS])
def test_a_number_of_the_vectors_reads_as_they_say_or_better(row):
    typed = row["input"]

    assert e164(typed, country=row["default_region"] or None) == BETTER.get(typed, row["expected_e164"] or None)


def test_every_number_that_we_read_better_is_in_the_vectors():
    assert BETTER.keys() <= {row["input"] for row in ROWS}
    assert len(ROWS) >= 55


@pytest.mark.parametrize(
    "typed",
    [
        "(0)39 3331234567",
        "3.93331234567E+11",
        "3,93331E11",
        "393331234567.0",
        "333-CALL-NOW",
        "3 giugno chiamami dopo le 5",
    ],
)
def test_what_could_be_several_numbers_is_none(typed):
    assert e164(typed, country="IT") is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+39 333 123 4567 (casa)", "+393331234567"),
        ("+43 664 1234567 privat", "+436641234567"),
        ("+39 333 1234567 / +39 06 1234 5678", "+393331234567"),
        ("+39 333 1234567; 06 1234 5678", "+393331234567"),
        ("+39 333 1234567 oppure", "+393331234567"),
        ("+39 333 1234567 o +39 06 12345678", "+393331234567"),
        ("+49 171/1234567", "+491711234567"),
        ("+39 333 1234567 int. 12", "+393331234567"),
        ("Cell. +39 333 1234567", "+393331234567"),
        ("06.12.34.56.00", None),
        ("'+39 333 1234567", "+393331234567"),
        ("\u202a+39 333 1234567\u202c", "+393331234567"),
    ],
)
def test_what_people_write_around_a_number_is_left_out(typed, number):
    assert e164(typed) == number


def test_a_number_that_ends_in_a_pair_of_zeros_is_no_quantity():
    assert e164("06.12.34.56.00", country="FR") == "+33612345600"


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
    assert read_number("+39333111222").country == "IT"
    assert spaced("+39333111222") == "+39 333 111 222"


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("355692345678", "IT", "+355692345678"),
        ("355692345678", "DE", "+355692345678"),
        ("905321234567", "IT", "+905321234567"),
        ("393331234567", "IT", "+393331234567"),
        ("39333123456712", "IT", None),
        ("+39 899 123 456", None, None),
        ("0900 1234567", "DE", None),
    ],
)
def test_a_number_whose_plus_was_lost_is_no_voice_box_and_nobody_pays_to_be_called(typed, country, number):
    assert e164(typed, country=country) == number


def test_of_several_numbers_in_one_field_all_are_read():
    both = read_numbers("+39 333 1234567 / 06 1234 5678", country="IT")

    assert [number.e164 for number in both] == ["+393331234567", "+390612345678"]


@given(
    st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)),
    st.sampled_from(["IT", "DE", "AL", "GB", "US", None]),
    st.integers(0, 10**6),
    st.sampled_from(
        [
            "+{code}{rest}",
            "00{code} {rest}",
            "{rest}",
            "0{rest}",
            "+{code} 0{rest}",
            "+00{code}{rest}",
            "+0{code} {rest}",
        ]
    ),
)
@settings(max_examples=400)
def test_the_quick_way_answers_as_the_library_or_not_at_all(region, hint, change, written):
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    rest = str(example.national_number if example else 61234567)
    rest = rest[: -len(str(change))] + str(change)
    typed = written.format(code=example.country_code if example else 39, rest=rest)

    for country in (hint, region):
        quick = plain_mobile(typed, country)
        assert quick is None or quick == _read(typed, country)


@pytest.mark.parametrize("typed", ["+001 201 555 0123", "000 1 201 555 0123", "+0 43 664 1234567"])
def test_what_begins_with_a_zero_is_no_country_and_nobodys_number(typed):
    assert plain_mobile(typed, "IT") is None


@pytest.mark.parametrize(
    ("typed", "country"), [("664127229.0", "AT"), ("780250878.0", "GB"), ("+43664121400.0", "IT")]
)
def test_a_quantity_of_a_spreadsheet_is_nobodys_number_though_it_looks_like_a_mobile_one(typed, country):
    assert read_numbers(typed, country=country) == ()
