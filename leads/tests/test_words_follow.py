"""Whichever way a name, a contact, a company or a city changes: the word list says what the lead says."""

import pytest
from django.utils import timezone

from crm.testing.people import client_of, key_of, post_lead
from leads.models import Identity, Lead, LeadPayload, LeadWords
from leads.services import triage
from leads.services.contacts import keep_contact
from leads.services.contacts_away import remove_contact
from leads.services.editing import change_lead
from leads.services.finding.words import refresh_words, words_pack
from leads.services.merging_leads import merge_leads
from leads.tests.factories import make_lead, reach
from leads.tests.held import hold
from leads.tests.merged import marco
from tenants.context import clinic_context
from tenants.undo.services.ledger import undo

MAIL = "anna@example.com"


def lists(clinic) -> dict[int, str]:
    """{lead: its list}; none is missing."""
    with clinic_context(clinic):
        kept = dict(LeadWords.objects.values_list("lead_id", "words"))
        assert set(kept) == set(Lead.objects.values_list("pk", flat=True))
        return kept


def made_anew(clinic) -> dict[int, str]:
    with clinic_context(clinic):
        refresh_words(Lead.objects.values_list("pk", flat=True))
    return lists(clinic)


@pytest.fixture
def send(clinic):
    client, key = client_of(clinic), key_of(clinic)
    return lambda **fields: post_lead(client, key, **fields)


def comes_new(clinic, send, act):
    send(first_name="Gëzim", last_name="D'Angelo", email="G.Angelo@gmail.com", phone="+39333111222", city="Durrës")


def comes_with_half_a_number(clinic, send, act):
    send(first_name="Anna", email=MAIL, phone="33 12")


def comes_again_and_tells_more(clinic, send, act):
    send(first_name="Anna", email=MAIL)
    send(first_name="Anna", email=MAIL, phone="+39333111222", company="Rossi Srl", city="Bari")


def comes_back_from_the_archive(clinic, send, act):
    send(first_name="Anna", email=MAIL)
    with clinic_context(clinic):
        Lead.objects.update(archived_at=timezone.now())
    send(first_name="Anna", email=MAIL, city="Bari")


def is_edited(clinic, send, act):
    lead = make_lead(clinic)
    act(change_lead, lead.pk, {"first_name": "Drita", "company": "Rossi Srl"})


def is_accepted(clinic, send, act):
    act(triage.accept, hold(clinic, email=MAIL, phone="+39333111222").pk)


def is_accepted_as_a_companion(clinic, send, act):
    send(first_name="Marco", email=MAIL)
    send(first_name="Heike", last_name="Brandt", email=MAIL)
    with clinic_context(clinic):
        waits = LeadPayload.objects.waiting().get()
    act(triage.accept, waits.pk)


def is_accepted_and_undone(clinic, send, act):
    done = act(triage.accept, hold(clinic, email=MAIL).pk)
    act(undo, done.operation.pk)


def is_merged(clinic, send, act):
    return act(triage.merge, hold(clinic, email=MAIL, city="Bari").pk, marco(clinic).pk)


def is_merged_and_undone(clinic, send, act):
    done = is_merged(clinic, send, act)
    act(undo, done.operation.pk)


def two_are_merged(clinic, send, act):
    send(first_name="Anna", email=MAIL, city="Bari")
    send(first_name="Drita", phone="+39333111222")
    with clinic_context(clinic):
        first, second = Lead.objects.order_by("pk")
    return act(merge_leads, second.pk, first.pk)


def two_are_merged_and_undone(clinic, send, act):
    act(undo, two_are_merged(clinic, send, act).operation.pk)


def a_contact_is_corrected(clinic, send, act):
    lead = make_lead(clinic)
    half = reach(clinic, lead, "phone", "33 12", is_valid=False)
    act(keep_contact, lead.pk, "phone", "+39333111222", instead_of=half.pk)


def a_contact_is_removed(clinic, send, act):
    send(first_name="Anna", email=MAIL, phone="+39333111222")
    with clinic_context(clinic):
        phone = Identity.objects.get(kind="phone")
    return act(remove_contact, phone.lead_id, phone.pk)


def a_contact_is_removed_and_comes_back(clinic, send, act):
    act(undo, a_contact_is_removed(clinic, send, act).pk)


WAYS = [
    comes_new, comes_with_half_a_number, comes_again_and_tells_more, comes_back_from_the_archive, is_edited,
    is_accepted, is_accepted_as_a_companion, is_accepted_and_undone, is_merged, is_merged_and_undone,
    two_are_merged, two_are_merged_and_undone,
    a_contact_is_corrected, a_contact_is_removed, a_contact_is_removed_and_comes_back,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_list_follows(clinic, send, act, way):
    way(clinic, send, act)

    followed = lists(clinic)
    assert followed == made_anew(clinic)
    assert followed


def test_a_clinic_that_was_there_before_gets_its_lists_in_parts_and_once(clinic, monkeypatch):
    monkeypatch.setattr("leads.services.finding.words.AT_ONCE", 2)
    for number in range(5):
        reach(clinic, make_lead(clinic, f"Lead {number}"), "email", f"{number}@example.com")
    known = lists(clinic)
    with clinic_context(clinic):
        LeadWords.objects.all().delete()
        words_pack()
        words_pack()

    assert lists(clinic) == known


def test_making_lists_of_many_costs_no_more_statements_than_of_one(clinic, django_assert_num_queries):
    with clinic_context(clinic):
        pks = [make_lead(clinic, f"Lead {number}").pk for number in range(30)]
        Identity.objects.bulk_create(
            Identity(lead_id=pk, kind="email", value=f"{pk}@example.com", typed=f"{pk}@example.com") for pk in pks
        )
    with clinic_context(clinic), django_assert_num_queries(6):  # with the savepoint around them
        refresh_words(pks)
