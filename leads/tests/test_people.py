"""Whose arrival is it? A shared number finds the lead and makes nobody the holder of a stranger's mail."""

import pytest

from crm.testing.people import client_of, key_of, post_lead
from leads.models import Identity, Lead, LeadPayload
from leads.services.doubts import TWO_LEADS
from leads.tests.factories import make_lead
from tenants.context import clinic_context

NUMBER = "+39333111222"
MARIO = {"first_name": "Mario", "last_name": "Rossi", "phone": NUMBER, "email": "mario@example.com"}
ANNA = {"first_name": "Anna", "last_name": "Rossi", "phone": NUMBER, "email": "anna@example.com"}


@pytest.fixture
def post(clinic):
    client, key = client_of(clinic), key_of(clinic)

    def send(**fields):
        answer = post_lead(client, key, **fields)
        return answer.status_code, answer.json()["lead_id"]

    return send


def held_by(clinic, lead):
    with clinic_context(clinic):
        return set(Identity.objects.filter(lead_id=lead).values_list("value", flat=True))


def last_doubt(clinic):
    with clinic_context(clinic):
        return LeadPayload.objects.latest("id").reason


HELD = (201, None)


def last_held(clinic):
    """(why the last arrival waits, whose companion they may be)"""
    with clinic_context(clinic):
        payload = LeadPayload.objects.latest("id")
        return payload.held_for, payload.about_id


def test_somebody_else_on_the_same_number_waits_and_changes_nothing_of_the_lead(clinic, post):
    _, mario = post(**MARIO)

    assert post(**ANNA) == HELD
    assert held_by(clinic, mario) == {NUMBER, MARIO["email"]}
    assert last_held(clinic) == ("companion", mario)
    with clinic_context(clinic):
        assert LeadPayload.objects.latest("id").fields["email"] == ANNA["email"]
        assert Lead.objects.get().last_arrival_at == Lead.objects.get().created_at


def test_somebody_else_who_gives_the_number_alone_waits_too(clinic, post):
    _, mario = post(**MARIO)

    assert post(first_name="Zoe", last_name="Bianchi", phone=NUMBER) == HELD
    assert last_held(clinic) == ("companion", mario)


def test_a_brother_with_an_apostrophe_in_the_name_is_somebody_else(clinic, post):
    _, davide = post(**MARIO | {"first_name": "Davide", "last_name": "D'Angelo"})

    assert post(**ANNA | {"last_name": "D'Angelo"}) == HELD
    assert held_by(clinic, davide) == {NUMBER, MARIO["email"]}


def test_their_mail_alone_begins_a_lead_of_their_own_and_from_then_on_their_name_decides(clinic, post):
    _, mario = post(**MARIO)
    post(**ANNA)

    status, anna = post(first_name="Anna", email=ANNA["email"])

    assert (status, anna != mario) == (201, True)
    assert post(**ANNA) == (200, anna)
    assert post(**MARIO) == (200, mario)
    assert (held_by(clinic, mario), held_by(clinic, anna)) == ({NUMBER, MARIO["email"]}, {ANNA["email"]})


def test_a_strangers_number_does_not_become_the_holders_of_a_mail_either(clinic, post):
    _, mario = post(first_name="Mario", last_name="Rossi", email="family@example.com")

    assert post(first_name="Anna", last_name="Rossi", email="family@example.com", phone=NUMBER) == HELD
    assert held_by(clinic, mario) == {"family@example.com"}


def test_a_companion_who_was_accepted_is_known_by_name_on_the_holders_number(clinic, post):
    _, mario = post(**MARIO)
    with clinic_context(clinic):
        anna = make_lead(clinic, "Anna", "Rossi", companion_of_id=mario).pk

    assert post(first_name="Anna", phone=NUMBER) == (200, anna)
    assert post(first_name="Mario", phone=NUMBER) == (200, mario)


def test_a_second_mail_under_a_name_that_may_be_theirs_becomes_theirs(clinic, post):
    _, mario = post(**MARIO)

    post(first_name="M.", last_name="ROSSI", phone=NUMBER, email="m.rossi@example.com")

    assert held_by(clinic, mario) == {NUMBER, MARIO["email"], "m.rossi@example.com"}
    assert last_doubt(clinic) == ""


def test_mail_and_number_of_two_leads_lead_to_the_one_who_is_named_and_move_nothing(clinic, post):
    _, older = post(first_name="Mario", last_name="Rossi", phone=NUMBER)
    _, younger = post(first_name="Anna", last_name="Rossi", email=ANNA["email"])

    assert post(**ANNA) == (200, younger)
    assert last_doubt(clinic) == TWO_LEADS
    assert (held_by(clinic, older), held_by(clinic, younger)) == ({NUMBER}, {ANNA["email"]})


def test_when_the_name_fits_both_the_older_lead_is_meant(post):
    _, older = post(first_name="Mara", phone=NUMBER)
    post(first_name="Mario", email=MARIO["email"])

    assert post(first_name="M.", phone=NUMBER, email=MARIO["email"]) == (200, older)


def test_when_the_name_fits_nobody_they_may_be_the_older_ones_companion(clinic, post):
    _, older = post(first_name="Mara", phone=NUMBER)
    post(first_name="Mario", email=MARIO["email"])

    assert post(first_name="Giulia", phone=NUMBER, email=MARIO["email"]) == HELD
    assert last_held(clinic) == ("companion", older)


def test_at_the_neighbours_the_same_people_are_strangers(clinic, other_clinic, post):
    post(**MARIO)

    there = post_lead(client_of(other_clinic), key_of(other_clinic), **ANNA)

    assert there.status_code == 201
    assert held_by(other_clinic, there.json()["lead_id"]) == {NUMBER, ANNA["email"]}
    with clinic_context(clinic):
        assert not Identity.objects.filter(value=ANNA["email"]).exists()


@pytest.mark.parametrize("name", [".", "????", "\U0001f600", "-", "...", "\u0640"])
def test_signs_are_nobodys_name_and_wait(clinic, post, name):
    _, mario = post(**MARIO)

    assert post(first_name=name, phone=NUMBER, email="stranger@example.com", city="Bari") == HELD
    assert held_by(clinic, mario) == {NUMBER, MARIO["email"]}
    assert last_held(clinic) == ("companion", mario)


@pytest.mark.parametrize("name", ["M", "r"])
def test_an_initial_alone_finds_the_lead_and_gives_it_no_new_way_to_be_reached(clinic, post, name):
    _, mario = post(**MARIO)

    assert post(first_name=name, phone=NUMBER, email="stranger@example.com") == (200, mario)
    assert held_by(clinic, mario) == {NUMBER, MARIO["email"]}


@pytest.mark.parametrize(
    "name", ["Mario Anna Luca Maria Giulia " + " ".join("abcdefghijklmnopqrstuvwxyz"), "M. R.", "Dr", "de"]
)
def test_a_list_of_names_initials_alone_and_titles_fit_nobody(clinic, post, name):
    _, mario = post(**MARIO)

    assert post(first_name=name, phone=NUMBER, email="stranger@example.com") == HELD
    assert held_by(clinic, mario) == {NUMBER, MARIO["email"]}


def test_a_lead_that_is_called_by_signs_is_not_everybody(clinic, post):
    _, signs = post(first_name="...", phone=NUMBER)

    assert post(**MARIO) == HELD
    assert last_held(clinic) == ("companion", signs)


def test_who_is_called_by_single_letters_is_recognised(clinic, post):
    _, li = post(first_name="李", last_name="娜", phone=NUMBER)

    assert post(first_name="李", last_name="娜", phone=NUMBER, email="li@example.com") == (200, li)
    assert held_by(clinic, li) == {NUMBER, "li@example.com"}
