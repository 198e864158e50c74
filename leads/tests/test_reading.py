"""From fields to an enquiry: what is understood fits the database (F:I1, L17, L18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.errors import InvalidData
from leads.models import Identity
from leads.services.reading import LIMITS, TYPED, looks_automatic, read_contacts, read_enquiry, read_fields

ROOM = Identity._meta.get_field("value").max_length


def mail(text):
    (contact,) = read_contacts(read_fields({"email": text})[0])
    return contact


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Mario@Example.COM", "mario@example.com"),
        ("İLKER@EXAMPLE.COM", "ilker@example.com"),
        ("ILKER@example.com", "ilker@example.com"),
        ("mario\u200d@example.com\u200b", "mario@example.com"),
    ],
)
def test_a_mail_is_compared_by_what_its_letters_mean(typed, value):
    assert (mail(typed).value, mail(typed).is_valid) == (value, True)


@pytest.mark.parametrize("typed", ["İ" * 254, "mario", "a@b", "a b@example.com", "@example.com"])
def test_a_mail_that_cannot_be_one_is_kept_as_it_was_typed(typed):
    assert (mail(typed).value, mail(typed).is_valid) == (typed, False)


@given(
    st.text(min_size=1, max_size=300),
    st.sampled_from(["email", "phone"]),
    st.sampled_from(["", "@example.com", "+39"]),
)
def test_whatever_is_typed_as_a_contact_fits_its_column(text, field, ending):
    for contact in read_contacts(read_fields({field: text + ending})[0]):
        assert len(contact.value) <= ROOM
        assert len(contact.typed) <= LIMITS[field] <= ROOM


@pytest.mark.parametrize("typed", ["İ" * 254, "a@" + "İ" * 240 + ".com", "İ" * 60 + "@" + "İ" * 180 + ".com"])
def test_a_mail_in_turkish_capitals_fits_its_column(typed):
    assert len(mail(typed).value) <= ROOM


def test_no_other_letter_grows_when_it_is_lowered():
    assert [sign for sign in map(chr, range(0x110000)) if len(sign.lower()) > 1] == ["İ"]


@pytest.mark.parametrize("field", sorted(TYPED))
def test_a_text_that_grows_when_it_is_composed_is_measured_afterwards(field):
    doubled = "\u0958"  # one character that NFC writes as two

    fields, problems = read_fields({field: doubled * LIMITS[field]})

    assert (fields, list(problems)) == ({}, [field])


@pytest.mark.parametrize("field", sorted(LIMITS.keys() - TYPED))
@pytest.mark.parametrize("value", ["g" * 10_240, "\u0958" * 2000, ["a", "list"], {"an": "object"}, True])
def test_what_the_page_told_is_cut_or_left_out_and_never_refused(field, value):
    fields, problems = read_fields({field: value, "first_name": "Mario", "email": "mario@example.com"})

    assert problems == {}
    assert len(fields.get(field, "")) in {0, LIMITS[field]}
    assert read_enquiry(fields, problems).first_name == "Mario"


def test_a_field_that_is_too_long_and_one_that_is_missing_are_told_together():
    with pytest.raises(InvalidData) as refused:
        read_enquiry(*read_fields({"first_name": "M" * 121}))

    assert refused.value.fields["first_name"] == ["At most 120 characters."]
    assert {"first_name", "phone", "email"} == set(refused.value.fields)


@pytest.mark.parametrize("trap", ["https://robot.example", "x" * 500, ["x"], {"a": 1}, True, 7])
def test_whatever_fills_the_trap_is_a_robots(trap):
    assert looks_automatic({"company_website": trap})


@pytest.mark.parametrize("trap", ["", "  ", "\u200b", None, False, [], {}])
def test_an_empty_trap_is_not(trap):
    assert not looks_automatic({"company_website": trap})
