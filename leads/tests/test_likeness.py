"""Who may be one person: one rule, the same both ways, and never about families (F:L22, HOUSE 17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.services.duplicates.likeness import Why, likeness
from leads.services.duplicates.numbers import read
from leads.services.duplicates.person import Person
from leads.services.finding.mistyped import box_meant
from leads.services.finding.one_edit import one_edit

NUMBER, MAIL = (Why.NUMBER,), (Why.MAIL,)


def somebody(name="", *, mail="", phone="", broken="", country="", treatment=None, pk=1, circle=None) -> Person:
    given_name, _space, family = name.lower().partition(" ")
    numbers = [read(phone, is_valid=True)] * bool(phone) + [read(broken, is_valid=False)] * bool(broken)
    return Person(
        pk=pk,
        given=tuple(given_name.split()),
        family=tuple(family.split()),
        country=country,
        treatment=treatment,
        mails=(mail,) if mail else (),
        numbers=tuple(numbers),
        circle=circle or pk,
    )


def alike(one: dict, other: dict) -> tuple[Why, ...]:
    return tuple(likeness(somebody(**one), somebody(**other, pk=2)))


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        ({"phone": "+39333111222"}, {"phone": "+355333111222"}, NUMBER),
        ({"phone": "+390612345678"}, {"broken": "0039 6 1234 5678"}, NUMBER),
        ({"phone": "+39333111222"}, {"broken": "333 111 222 (casa)"}, NUMBER),
        ({"phone": "+39333111222"}, {"phone": "+39334111222"}, ()),
        ({"broken": "0000 0000"}, {"broken": "00000000"}, ()),
        ({"phone": "+39333111222"}, {"broken": "111222"}, ()),
        ({"mail": "mariorossi@gmail.com"}, {"mail": "mario.rossi@gmial.com"}, MAIL),
        ({"mail": "mariorossi@gmail.com"}, {"mail": "mario.rossi@gmail.con"}, MAIL),
        ({"mail": "mario@gmail.com"}, {"mail": "Mario@gmail"}, MAIL),
        ({"mail": "m@rossi-dental.it"}, {"mail": "m@rosi-dental.it"}, MAIL),
        ({"mail": "mario@gmail.com"}, {"mail": "mario@mail.com"}, ()),
        ({"mail": "mario@hotmail.it"}, {"mail": "mario@hotmail.com"}, ()),
        ({"mail": "@"}, {"mail": "@"}, ()),
        (
            {"name": "Mario Rossi", "mail": "m.rossi@libero.it"},
            {"name": "Mario Rossi", "mail": "m.rosi@libero.it"},
            (Why.MAIL_NEAR,),
        ),
        ({"name": "Al Rossi", "mail": "rossi12@libero.it"}, {"name": "Al Rossi", "mail": "rossi13@libero.it"}, ()),
        ({"name": "Ada", "mail": "m.rossi@libero.it"}, {"name": "Ada", "mail": "m.rosi@libero.it"}, ()),
    ],
)
def test_numbers_and_mails_that_may_be_one(mine, theirs, why):
    assert alike(mine, theirs) == alike(theirs, mine) == why


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        ({"country": "IT"}, {"country": "IT"}, (Why.NAME_AND_COUNTRY,)),
        ({"treatment": 3}, {"treatment": 3}, (Why.NAME_AND_TREATMENT,)),
        ({"country": "IT", "treatment": 3}, {"country": "DE", "treatment": 4}, ()),
        ({}, {}, ()),
    ],
)
def test_a_name_counts_beside_a_country_or_a_treatment(mine, theirs, why):
    assert alike({"name": "Mario Rossi", **mine}, {"name": "Rossi Mario", **theirs}) == why
    assert alike({"name": "Mario", **mine}, {"name": "Mario", **theirs}) == ()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Mario Rossi", True),
        ("M Rossi", True),
        ("", True),
        ("Mario Rosi", True),
        ("Anna Rossi", False),
        ("Maria Rossi", False),
    ],
)
def test_a_familys_number_is_nobodys_duplicate(name, is_one):
    assert (
        bool(alike({"name": "Mario Rossi", "phone": "+39333111222"}, {"name": name, "broken": "333111222"}))
        is is_one
    )


def test_companions_are_never_proposed_to_each_other_nor_a_lead_to_itself():
    known = {"name": "Mario Rossi", "phone": "+39333111222", "country": "IT"}
    holder, companion, another = (somebody(**known, pk=pk, circle=7) for pk in (7, 8, 9))

    assert likeness(holder, companion) == likeness(companion, another) == likeness(holder, holder) == []


MAILS = st.sampled_from(
    ["mario.rossi@gmail.com", "mariorossi@gmial.com", "mariorosi@gmail.com", "m@gmail", "m@gmail.con"]
)
PEOPLE = st.builds(
    somebody,
    name=st.sampled_from(["", "Mario Rossi", "Rossi Mario", "Mario Rosi", "M Rossi", "Anna Rossi", "Mario"]),
    mail=st.just("") | MAILS,
    phone=st.sampled_from(["", "+39333111222", "+355333111222", "+390612345678"]),
    broken=st.sampled_from(["", "333111222", "0612345678", "12"]),
    country=st.sampled_from(["", "IT", "DE"]),
    treatment=st.sampled_from([None, 3]),
    pk=st.integers(1, 9),
    circle=st.sampled_from([None, 1, 2]),
)


@given(PEOPLE, PEOPLE)
def test_whoever_looks_like_another_is_looked_like_by_them(one, other):
    assert likeness(one, other) == likeness(other, one)
    if one.circle == other.circle:
        assert likeness(one, other) == []


@given(st.text("abc", max_size=6), st.integers(0, 6), st.sampled_from("abc"))
def test_a_slip_is_one_letter_more_less_another_or_two_that_changed_places(word, at, letter):
    at = min(at, len(word))
    more, less = word[:at] + letter + word[at:], word[:at] + word[at + 1 :]
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    another = word[:at] + letter + word[at + 1 :]

    assert all(
        one_edit(word, typed) == one_edit(typed, word) == (typed != word)
        for typed in (more, less, swapped, another)
    )


def test_the_box_that_was_meant_is_the_providers():
    assert box_meant("Mario.Rossi@gmial.com") == "mariorossi@gmail.com"
    assert box_meant("mario.rossi@libero.it") == "mario.rossi@libero.it"
    assert box_meant("mario@a-clinic.example") == "mario@a-clinic.example"
