"""From fields to a person: names, place, language, source and the ways to answer (F:L2, L3, L18, L19, L25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.lib.errors import InvalidData
from leads.models import Identity, Lead, Partner
from leads.services.doubts import COUNTRY_GUESSED
from leads.services.reading import LIMITS, missing_in, name_in, read_contacts, read_fields, read_told

MARIO = {"first_name": "Mario", "phone": "+39333111222"}
ROOM = Identity._meta.get_field("value").max_length


def told(clinic_country="", **fields):
    return read_told(*read_fields(MARIO | fields), clinic_country=clinic_country)


def mail(text):
    (contact,) = read_contacts(read_fields({"email": text})[0])
    return contact


def number(phone, *, country="", clinic_country=""):
    person = told(clinic_country, phone=phone, country=country)
    return person.contacts[0].value, person.contacts[0].is_valid, person.doubts


def test_everything_that_a_form_may_say_of_a_person_is_told():
    person = told(
        company="Rossi S.r.l.",
        city="Bari",
        country="Italia",
        language="it-IT",
        treatment="All-on-4",
        message="Hello\nWorld",
        source="Facebook",
    )

    assert (person.company, person.city, person.country) == ("Rossi S.r.l.", "Bari", "IT")
    assert (person.language, person.interest, person.message) == ("it", "All-on-4", "Hello\nWorld")
    assert person.source == Lead.Source.FACEBOOK


@pytest.mark.parametrize(
    ("visit", "said"),
    [
        ({"sub_source": "Aunt Ada", "utm_source": "newsletter"}, "Aunt Ada"),
        ({"utm_source": "newsletter", "referrer_url": "https://www.google.com/"}, "newsletter"),
        (
            {"referrer_url": "https://www.Google.com/x?q=1", "landing_page_url": "https://smile.example/it/"},
            "google.com",
        ),
        ({"landing_page_url": "https://www.smile.example/it/"}, "smile.example"),
        ({"referrer_url": "http://[half", "landing_page_url": "no address"}, ""),
        ({"utm_source": "x" * 200}, "x" * 80),
        ({}, ""),
    ],
    ids=[
        "the form says it",
        "the campaign",
        "the site that sent them",
        "the site",
        "no address",
        "too long",
        "none",
    ],
)
def test_which_source_it_was_is_told_by_the_form_or_the_visit(visit, said):
    assert told(**visit).sub_source == said


@pytest.mark.parametrize("source", ["", "newspaper", "WEBSITE", "'; DROP TABLE", 7])
def test_a_source_that_is_none_of_ours_is_the_website(source):
    assert told(source=source).source == Lead.Source.WEBSITE


def test_notes_are_read_where_there_is_no_message():
    assert told(notes="In May").message == "In May"
    assert told(notes="In May", message="In June").message == "In June"


def test_a_name_in_one_field_is_taken_apart_unless_the_others_are_there():
    assert name_in({"name": "Jan van der Berg"}) == ("Jan", "van der Berg")
    assert name_in({"name": "Jan Berg", "last_name": "Rossi"}) == ("", "Rossi")
    assert name_in({}) == ("", "")


def test_a_name_of_one_endless_word_fits_its_column():
    first, last = name_in(read_fields({"name": "x" * 240})[0])

    assert (len(first), last) == (LIMITS["first_name"], "")


@pytest.mark.parametrize(
    ("fields", "country"),
    [
        ({"country": "Deutschland"}, "DE"),
        ({"country": "xk"}, "XK"),
        ({"country": "Atlantis"}, "IT"),
        ({}, "IT"),
        ({"phone": "", "email": "mario@example.com"}, ""),
        ({"phone": "call me"}, ""),
    ],
)
def test_the_country_is_the_one_that_is_named_else_the_numbers(fields, country):
    assert told(**fields).country == country


@pytest.mark.parametrize(
    ("typed", "country", "clinic_country", "read"),
    [
        ("+39 333 111 2222", "AL", "DE", ("+393331112222", True, ())),
        ("333 111 2222", "Italia", "AL", ("+393331112222", True, ())),
        ("333 111 2222", "", "IT", ("+393331112222", True, (COUNTRY_GUESSED,))),
        ("069 234 5678", "FR", "AL", ("+355692345678", True, (COUNTRY_GUESSED,))),
        ("333 111 2222", "", "", ("333 111 2222", False, ())),
        ("call me", "IT", "AL", ("call me", False, ())),
    ],
)
def test_a_number_is_read_as_typed_then_by_the_forms_country_then_by_the_clinics(
    typed, country, clinic_country, read
):
    assert number(typed, country=country, clinic_country=clinic_country) == read


@pytest.mark.parametrize(
    "spelling",
    [
        "+393331112222",
        "0039 333 111 2222",
        "(+39) 333.111.2222",
        "tel:+39-333-111-2222",
        "333 111 2222",
        "'+39 3331112222",
    ],
)
def test_six_spellings_of_a_number_are_one_value(spelling):
    assert number(spelling, country="IT")[0] == "+393331112222"


def test_a_mail_is_compared_as_a_box_and_shown_and_written_to_as_it_was_typed():
    contact = mail("M.Rossi+teeth@Gmail.com")

    assert (contact.value, contact.typed, contact.is_valid) == (
        "mrossi@gmail.com",
        "M.Rossi+teeth@Gmail.com",
        True,
    )


@pytest.mark.parametrize("typed", ["İ" * 254, "mario", "a@b", "a b@example.com", "@example.com"])
def test_a_mail_that_cannot_be_one_is_kept_as_it_was_typed(typed):
    assert (mail(typed).value, mail(typed).is_valid) == (typed, False)


@given(
    st.text(min_size=1, max_size=300),
    st.sampled_from(["email", "phone"]),
    st.sampled_from(["", "@example.com", "@gmail.com", "+39"]),
)
def test_whatever_is_typed_as_a_contact_fits_its_column(text, field, ending):
    for contact in read_contacts(read_fields({field: text + ending})[0], clinic_country="IT"):
        assert len(contact.value) <= ROOM
        assert len(contact.typed) <= LIMITS[field] <= ROOM


@pytest.mark.parametrize("typed", ["İ" * 254, "a@" + "İ" * 240 + ".com", "İ" * 60 + "@" + "İ" * 180 + ".com"])
def test_a_mail_in_turkish_capitals_fits_its_column(typed):
    assert len(mail(typed).value) <= ROOM


def test_no_other_letter_grows_when_it_is_lowered():
    assert [sign for sign in map(chr, range(0x110000)) if len(sign.lower()) > 1] == ["İ"]


def test_a_field_that_is_too_long_and_one_that_is_missing_are_told_together():
    with pytest.raises(InvalidData) as refused:
        read_told(*read_fields({"first_name": "M" * 121}))

    assert refused.value.fields["first_name"] == ["At most 120 characters."]
    assert {"first_name", "phone", "email"} == set(refused.value.fields)


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ("name", "contact")),
        ({"name": "Mario"}, ("contact",)),
        ({"last_name": "Rossi", "email": "no mail"}, ()),
        ({"phone": "call me"}, ("name",)),
    ],
)
def test_what_somebody_must_add_is_told_by_codes(fields, missing):
    assert missing_in(fields) == missing


SCALARS = st.text(max_size=300) | st.integers() | st.floats() | st.booleans() | st.none()
FORMS = st.fixed_dictionaries({}, optional=dict.fromkeys(LIMITS, SCALARS | st.lists(SCALARS, max_size=2)))


@given(FORMS, st.sampled_from(["", "IT", "XX"]))
def test_whatever_a_form_says_fits_the_leads_columns(data, clinic_country):
    fields, _ = read_fields(data)

    person = read_told({"name": "Mario", "email": "x"} | fields, {}, clinic_country=clinic_country)

    for column, text in vars(person).items():
        if isinstance(text, str) and column != "message":
            field = Partner._meta.get_field("code") if column == "partner" else Lead._meta.get_field(column)
            assert len(text) <= field.max_length
