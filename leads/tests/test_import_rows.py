"""What a row of a list says about a person (F:I8, L17, L18, H:I11)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.models import CustomField
from leads.services.importing.columns import targets
from leads.services.importing.files.sheet import Line, Sheet
from leads.services.importing.rows import DOUBTS, REASONS, day_asked, plan_for, read_row
from leads.tests.bringing import NOW, ZONE, plan_of, row_of

PERSON = {"name": "Anna Rossi", "email": "anna@example.it"}


@pytest.mark.parametrize(
    ("typed", "more", "numbers"),
    [
        ("355692345678", {"clinic_country": "IT"}, ["+355692345678"]),
        ("0692345678", {"clinic_country": "AL"}, ["+355692345678"]),
        ("333 1234567", {"clinic_country": "AL", "form_country": "IT"}, ["+393331234567"]),
        ("333 1234567 / 06 1234 5678", {"form_country": "IT"}, ["+393331234567", "+390612345678"]),
        ('="+39 333 1234567"', {}, ["+393331234567"]),
        ("'+39 333 1234567", {}, ["+393331234567"]),
        ("whatsapp:+393331234567", {}, ["+393331234567"]),
        ("3.93331234567E+11", {"clinic_country": "IT"}, []),
        ("333 1234567", {}, []),
    ],
)
def test_numbers_as_lists_have_them(typed, more, numbers):
    row = row_of({"name": "Anna", "phone": typed}, **more)

    assert [contact.value for contact in row.reachable] == numbers
    assert row.reason == ("" if numbers else "unreachable")


def test_a_number_that_only_the_clinics_country_makes_one_is_doubted():
    assert row_of({"name": "Anna", "phone": "0692345678"}, clinic_country="AL").doubts == ("country_guessed",)
    assert row_of({"name": "Anna", "phone": "0692345678", "country": "Albania"}, clinic_country="AL").doubts == ()


def test_the_second_number_stands_in_for_the_first_and_beside_it():
    both = {"name": "Anna", "phone": "+39 333 1234567", "phone2": "06 1234 5678"}

    assert [contact.value for contact in row_of(both).reachable] == ["+393331234567", "+390612345678"]
    alone = row_of(both | {"phone": "[not provided]"}, form_country="IT")
    assert [contact.value for contact in alone.reachable] == ["+390612345678"]


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        ("03/11/2026", True, (2026, 11, 3)),
        ("03/11/2026", False, (2026, 3, 11)),
        ("20/11/2026", False, (2026, 11, 20)),
        ("3.11.26", False, (2026, 11, 3)),
        ("2026-11-03", True, (2026, 11, 3)),
        ("2026/1/3 10:05", True, (2026, 1, 3)),
        ("2026-11-03T10:00:00+0000", True, (2026, 11, 3)),
        ("3 novembre 2026", True, (2026, 11, 3)),
        ("Nov 3, 2026", True, (2026, 11, 3)),
        ("46000", True, (2025, 12, 9)),
        ("1762160400", True, (2025, 11, 3)),
        ("11/03/2026 09:05 PM", False, (2026, 11, 3)),
    ],
)
def test_days_as_people_write_them(text, day_first, day):
    at = row_of(PERSON | {"created": text}, day_first=day_first).created_at.astimezone(ZONE)

    assert (at.year, at.month, at.day) == day


@pytest.mark.parametrize(("text", "doubt"), [("yesterday", "date_unreadable"), ("2027-01-01", "date_ahead")])
def test_a_day_that_cannot_be_is_left_out_and_doubted(text, doubt):
    row = row_of(PERSON | {"created": text})

    assert (row.created_at, row.doubts, row.reason) == (None, (doubt,), "")


def dated(*texts):
    lines = [Line(number, (text,)) for number, text in enumerate(texts, 2)]
    return Sheet("csv", ("Date",), len(lines), lambda: iter(lines))


@pytest.mark.parametrize(
    ("texts", "country", "day_first"),
    [
        (["03/11/2026", "13/11/2026"], "US", True),
        (["03/11/2026", "03/14/2026"], "IT", False),
        (["03/11/2026"], "IT", True),
        (["03/11/2026"], "US", False),
        (["13/11/2026", "03/14/2026"], "IT", True),
    ],
)
def test_one_day_after_the_twelfth_settles_all_dates_of_the_file(texts, country, day_first):
    plan = plan_for(dated(*texts), "other", {"Date": "created"}, now=NOW, zone=ZONE, clinic_country=country)

    assert plan.day_first is day_first


@pytest.mark.parametrize(
    ("word", "consents", "doubts"),
    [
        ("SI", (("marketing", "", True),), ()),
        ("Sì", (("marketing", "", True),), ()),
        ("evet", (("marketing", "", True),), ()),
        ("X", (("marketing", "", True),), ()),
        ("Nein", (("marketing", "", False),), ()),
        ("0", (("marketing", "", False),), ()),
        ("", (), ()),
        ("perhaps", (), ("consent_unclear",)),
        ("15/03/2024", (), ("consent_unclear",)),
    ],
)
def test_only_a_clear_word_is_a_consent(word, consents, doubts):
    row = row_of(PERSON | {"consent.marketing": word})

    assert (row.consents, row.doubts) == (consents, doubts)


def test_where_somebody_said_which_words_count_no_other_does():
    counting = frozenset({"optin"})

    assert row_of(PERSON | {"consent.ads.mail": "OPT-IN"}, yes=counting).consents == (("ads", "mail", True),)
    assert row_of(PERSON | {"consent.ads.mail": "yes"}, yes=counting).consents == ()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"email": "anna@example.it"}, "incomplete"),
        ({"name": "Anna"}, "incomplete"),
        ({"name": "Anna", "email": "anna at example"}, "unreachable"),
        ({"name": "Anna", "phone": "12"}, "unreachable"),
        ({"company": "Praxis", "email": "anna@example.it"}, ""),
        ({"name": "Anna", "email": "x; Anna <anna@example.it>"}, ""),
    ],
)
def test_who_has_no_name_or_cannot_be_reached_waits_for_a_correction(said, reason):
    assert row_of(said).reason == reason


def test_a_row_that_the_file_could_not_show_is_left_out_whatever_it_says():
    plan = plan_of(["name", "email"], {"name": "name", "email": "email"})

    row = read_row(2, ("Anna", "anna@example.it"), plan, ("undecodable",))

    assert (row.reason, row.doubts) == ("bad_row", ("undecodable",))


def test_what_else_a_row_says():
    fields = {
        "born": CustomField(key="born", name="Born", kind="date"),
        "budget": CustomField(key="budget", name="Budget", kind="number"),
    }
    said = {
        "country": "Almanya",
        "language": "Deutsch",
        "source": "Passaparola",
        "tags": "vip; lists, vip",
        "rating": "4,5",
        "website": "www.facebook.com/x",
        "note": "a\nb",
        "custom.born": "03/04/1980",
        "custom.budget": "1.234,50 €",
        "reference": "88213",
        "do_not_contact": "evet",
    }

    row = row_of(PERSON | said, custom=fields)

    assert (row.country, row.language, row.source, row.tags) == ("DE", "de", "referral", ("vip", "lists"))
    assert (row.rating, row.website, row.note, row.do_not_contact) == (4.5, "", "a\nb", True)
    assert row.custom == {"budget": "1234.50", "born": "1980-04-03"}
    assert row.reference[1] == "88213"


def test_numbers_of_two_lists_are_not_the_same_people():
    one, other = row_of(PERSON | {"reference": "1"}), row_of({"reference": "1"} | PERSON)

    assert one.reference[0] != other.reference[0]


@given(st.dictionaries(st.sampled_from(sorted(set(targets({})) - {""})), st.text(max_size=40)))
def test_no_row_breaks_the_reading_and_it_says_the_same_twice(said):
    row = row_of(said, clinic_country="AL")

    assert row == row_of(said, clinic_country="AL")
    assert row.reason in {"", *REASONS}
    assert set(row.doubts) <= set(DOUBTS)
    assert row.created_at is None or row.created_at <= datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert "\0" not in row.first_name + row.last_name + row.company


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["", "03/11/2026"], "2026-11-03"),
        (["03/11/2026", "13/11/2026"], None),
        (["11/11/2026", "2026-11-03", "3.11.2026"], None),
    ],
)
def test_which_day_is_meant_is_asked_where_no_date_says_it(cells, day):
    asked = day_asked(cells, clinic_country="IT")

    assert (asked and asked.isoformat()) == day


@pytest.mark.parametrize(
    ("cells", "is_stop", "doubts"),
    [
        (("no", "yes"), True, ()),
        (("false", "false"), False, ()),
        (("", "Unsubscribed"), True, ()),
        (("opt-out", "no"), True, ()),
        (("perhaps", ""), False, ("consent_unclear",)),
    ],
)
def test_one_column_of_several_is_enough_to_be_left_alone(cells, is_stop, doubts):
    header = ("Name", "Mail", "Do not call", "Email opt out")
    as_ = dict(zip(header, ("name", "email", "do_not_contact", "do_not_contact"), strict=True))

    row = read_row(2, ("Anna Rossi", "anna@example.it", *cells), plan_of(header, as_))

    assert (row.do_not_contact, row.doubts) == (is_stop, doubts)


def test_tags_of_all_columns_are_read():
    header = ("Name", "Mail", "Tags", "Labels")
    as_ = dict(zip(header, ("name", "email", "tags", "tags"), strict=True))

    row = read_row(2, ("Anna", "a@example.it", "vip, old", "old; fair"), plan_of(header, as_))

    assert row.tags == ("vip", "old", "fair")


def test_the_end_of_time_is_no_date_and_breaks_nothing():
    row = row_of(PERSON | {"created": "9999-12-31T23:59:59-05:00"})

    assert (row.created_at, row.doubts) == (None, ("date_unreadable",))


def test_of_a_number_that_is_too_long_the_beginning_is_nobodys():
    long = "https://shop.example/orders?" + "x" * 180

    assert row_of(PERSON | {"reference": f"{long}1"}).reference is None
    assert row_of(PERSON | {"reference": long[:190]}).reference[1] == long[:190]
