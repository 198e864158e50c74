"""A link stops the messages of one way: looking changes nothing, one POST does it (RFC 8058, H:G9, T11)."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from comms.public.words import all_words
from comms.services.composing import outgoing
from comms.services.unsubscribing import stop_link, unsubscribe_headers
from comms.tests.factories import make_conversation, make_message
from crm.testing.people import client_of
from leads.models import Suppression
from leads.services.consent import is_suppressed, suppressed_of
from leads.tests.factories import make_lead
from tenants.context import clinic_context

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_of(clinic, conversation):
    with clinic_context(clinic):
        return re.sub("https?://[^/]+", "", stop_link(conversation))


@pytest.fixture
def lead(clinic):
    return make_lead(clinic, "Anna", language="de")


@pytest.fixture
def mails(clinic, lead):
    return make_conversation(clinic, lead, channel="mail", address="anna@example.com")


def test_looking_changes_nothing_and_speaks_the_patients_language(clinic, mails):
    answer = client_of(clinic).get(path_of(clinic, mails))

    assert answer.status_code == 200
    assert 'lang="de"' in answer.content.decode()
    assert "Keine Nachrichten mehr?" in answer.content.decode()
    with clinic_context(clinic):
        assert not Suppression.objects.exists()


def test_one_click_without_a_cookie_stops_this_way_for_the_address_and_the_person(
    clinic, other_clinic, lead, mails
):
    path = path_of(clinic, mails)

    for _twice in range(2):
        answer = client_of(clinic).post(path, ONE_CLICK)

    assert answer.status_code == 200
    assert not answer.cookies
    with clinic_context(clinic):
        assert is_suppressed("email", "Anna@example.com", "mail", "contact")
        assert suppressed_of([lead.pk], "mail") == {lead.pk}
        assert not is_suppressed("email", "anna@example.com", "whatsapp")
        assert set(Suppression.objects.values_list("reason", flat=True)) == {"unsubscribed"}
        assert Suppression.objects.count() == 2
    with clinic_context(other_clinic):
        assert not Suppression.objects.exists()


def test_a_link_of_one_clinic_is_worth_nothing_in_another(clinic, other_clinic, mails):
    twin = make_conversation(other_clinic, make_lead(other_clinic), channel="mail", pk=mails.pk)
    path = path_of(clinic, mails)

    assert client_of(other_clinic).post(path, ONE_CLICK).status_code == 404
    assert path_of(other_clinic, twin) != path
    with clinic_context(other_clinic):
        assert not Suppression.objects.exists()


def test_a_changed_link_opens_nothing_and_an_old_one_works_after_a_new_key(clinic, mails, settings):
    path = path_of(clinic, mails)
    number, _, signature = path.rpartition("/")[2].partition("-")

    for wrong in (f"1{number}-{signature}", f"{number}-{signature[:-1]}", f"{number}-", f"{number}", "é-x", "-"):
        assert client_of(clinic).get(f"/u/{wrong}").status_code == 404
    with override_settings(
        SECRET_KEY="another-key-of-fifty-letters-or-more-in-this-test-x", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]
    ):
        assert client_of(clinic).get(path).status_code == 200


def test_a_mail_to_many_names_the_link_in_its_headers(clinic, mails):
    with clinic_context(clinic):
        headers = unsubscribe_headers(stop_link(mails))

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://[^>\s]+/u/[a-z0-9]+-[\w-]{22}>", headers["List-Unsubscribe"])
    assert "anna" not in headers["List-Unsubscribe"]


def test_a_mail_of_a_run_of_many_carries_them_and_an_answer_to_one_does_not(clinic, mails):
    answer, many = make_message(clinic, mails), make_message(clinic, mails, batch=uuid.uuid4())
    with clinic_context(clinic):
        assert outgoing(answer).headers == {}
        assert outgoing(many).headers == unsubscribe_headers(stop_link(mails))


def test_a_mail_to_many_says_below_its_words_where_it_ends_unless_they_do(clinic, mails):
    with clinic_context(clinic):
        link = stop_link(mails)
    plain, offer = (make_message(clinic, mails, "Ciao", **more) for more in ({}, {"batch": uuid.uuid4()}))
    itself = make_message(clinic, mails, f"Stop: {link}", batch=uuid.uuid4())

    with clinic_context(clinic):
        answer, many, own = outgoing(plain), outgoing(offer), outgoing(itself)

    assert answer.body == "Ciao"
    assert "Ciao" in answer.html
    assert link not in answer.html
    assert many.body.endswith(f": {link}")
    assert f'<a href="{link}">' in many.html
    assert (own.body, own.html.count(f'href="{link}"')) == (f"Stop: {link}", 1)


def test_each_language_of_patients_has_every_sentence():
    assert {len(words) for words in all_words().values()} == {len(all_words()["en"])}
    assert set(all_words()) == {"en", "it", "de", "fr", "es", "tr", "sq", "ar"}
