"""One mail box, however its address is spelt; and what cannot be an address (F:L17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.mail import MAX_LENGTH, mail_address, mail_box


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Mario@Example.COM", "mario@example.com"),
        ("İLKER@EXAMPLE.COM", "ilker@example.com"),
        ("ILKER@example.com", "ilker@example.com"),
        ("mario\u200d@example.com\u200c", "mario@example.com"),
        ("Mario.Rossi+x@GoogleMail.com", "mario.rossi+x@googlemail.com"),
        ("jürgen@MÜLLER.example", "jürgen@xn--mller-kva.example"),
        ("anna@xn--mller-kva.example", "anna@xn--mller-kva.example"),
        ("o'neill@example.co.uk", "o'neill@example.co.uk"),
    ],
)
def test_an_address_to_write_to_keeps_all_but_its_case_and_the_form_of_its_domain(typed, address):
    assert mail_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "mario.rossi@gmail.com",
        "MarioRossi@gmail.com",
        "m.a.r.i.o.rossi@googlemail.com",
        "mariorossi+teeth@GMAIL.com",
    ],
)
def test_all_spellings_of_a_google_address_are_one_box(typed):
    assert mail_box(typed) == "mariorossi@gmail.com"


@pytest.mark.parametrize(
    "typed", ["mario.rossi@example.com", "mario+rossi@example.com", "mario.rossi@gmail.example"]
)
def test_dots_and_tags_of_any_other_address_may_be_a_person_of_their_own(typed):
    assert mail_box(typed.upper()) == typed


@pytest.mark.parametrize("domain", ["müller.example", "MÜLLER.example", "mu\u0308ller.example", "ｍüller．example"])
def test_an_international_domain_has_one_form(domain):
    assert mail_box(f"anna@{domain}") == mail_box("anna@xn--mller-kva.example")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mario",
        "a@b",
        "a b@example.com",
        "@example.com",
        "a@example..com",
        "a@.example.com",
        "a@example.com.",
        "a@b@example.com",
        "mario@example.com, anna@example.com",
        "mario@example.com\nBcc: anna@example.com",
        "Mario <mario@example.com>",
        "a" * 64 + "@" + ("b" * 60 + ".") * 4 + "com",
        "a" * 65 + "@example.com",
        "a@" + "ü" * 80 + ".com",
        "a@ü_\u2028.com",
        "a@\ud800.com",
        "İ" * 254,
        "+teeth@gmail.com",
        "...@gmail.com",
    ],
)
def test_what_cannot_be_one_is_none(typed):
    assert mail_box(typed) is None


@given(st.emails() | st.text(max_size=300) | st.text(max_size=90).map(lambda text: f"{text}@{text}.com"))
def test_whatever_is_typed_breaks_nothing_fits_and_is_read_again_as_itself(text):
    for read in (mail_address, mail_box):
        address = read(text)

        assert address is None or (len(address) <= MAX_LENGTH and read(address) == address)
