"""Consent is provable: who, when, where, by which words; a form's box becomes a row with its lead (H:G4)."""

import hashlib

import pytest
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotThere
from crm.testing.people import client_of, key_of, make_user, post_lead
from leads.models import Consent
from leads.services import triage
from leads.services.consent import Given, agrees, give, withdraw
from leads.services.consent.keys import key_of as address_key
from leads.tests.factories import make_lead, reach
from leads.tests.held import hold
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.staff import roles

WORDS = "I agree that the clinic writes to me."


def said(clinic) -> list[tuple]:
    with clinic_context(clinic):
        return list(Consent.objects.order_by("pk").values_list("purpose", "is_given", "text_shown", "form"))


def test_the_newest_word_counts_and_every_word_stays(clinic, act, agent):
    lead = make_lead(clinic)
    reach(clinic, lead, "phone", "+39333111222")
    given = Given("marketing", words=WORDS, source="phone call")

    before = act(lambda by, now: agrees(lead, "marketing"))
    row = act(give, lead.pk, given)
    during = act(lambda by, now: agrees(lead, "marketing"))
    act(withdraw, lead.pk, Given("marketing"))
    after = act(lambda by, now: agrees(lead, "marketing"))

    assert (before, during, after) == (False, True, False)
    assert (row.by, row.source, row.text_hash) == (agent, "phone call", hashlib.sha256(WORDS.encode()).hexdigest())
    with clinic_context(clinic):
        assert row.address_key == address_key("phone", "+39333111222")
        assert Consent.objects.count() == 2
        verbs = Entry.objects.filter(object_id=lead.pk).values_list("additional_data__verb", flat=True)
        assert {"lead.agreed", "lead.disagreed"} <= set(verbs)


@pytest.mark.parametrize(
    ("channel", "asked", "agreed"),
    [("", "sms", True), ("sms", "sms", True), ("whatsapp", "sms", False), ("sms", "", False)],
)
def test_a_yes_for_one_way_is_none_for_another(clinic, act, channel, asked, agreed):
    lead = make_lead(clinic)

    act(give, lead.pk, Given("marketing", channel))

    assert act(lambda by, now: agrees(lead, "marketing", asked)) is agreed


def test_a_yes_for_one_purpose_is_none_for_another(clinic, act):
    lead = make_lead(clinic)

    act(give, lead.pk, Given("contact"))

    assert not act(lambda by, now: agrees(lead, "health"))


@pytest.mark.parametrize("wrong", [Given("everything"), Given("contact", "fax")], ids=str)
def test_what_there_is_not_is_refused(clinic, act, wrong):
    with pytest.raises(InvalidData):
        act(give, make_lead(clinic).pk, wrong)

    assert said(clinic) == []


def test_a_lead_out_of_sight_is_not_there_and_who_only_looks_notes_nothing(clinic, act, agent):
    owner = make_user(clinic, email="owner@example.com")
    reader = make_user(clinic, email="reader@example.com", role=roles.READ_ONLY)
    lead = make_lead(clinic, assigned_to=owner)
    with clinic_context(clinic):
        type(agent).objects.filter(pk=agent.pk).update(data_scope="own")

    with pytest.raises(NotThere):
        act(give, lead.pk, Given("contact"))
    with pytest.raises(NotAllowed):
        act(give, lead.pk, Given("contact"), by=reader)

    assert said(clinic) == []


@pytest.mark.parametrize(
    ("sent", "is_given", "words"),
    [(True, True, ""), ("yes", True, ""), (WORDS, True, WORDS), (False, False, ""), ("no", False, "")],
    ids=str,
)
def test_the_box_of_a_form_becomes_a_row_with_the_words_and_the_page(clinic, sent, is_given, words):
    page = "https://clinic.example"
    key = key_of(clinic, kind="site", origins=[page])
    body = {"first_name": "Mario", "email": "mario@example.com", "consent": sent}

    client_of(clinic).post(
        "/api/v1/leads", body, content_type="application/json", headers={"X-API-Key": key, "Origin": page}
    )

    assert said(clinic) == [("contact", is_given, words, page)]
    with clinic_context(clinic):
        row = Consent.objects.get()
        assert (row.source, row.by_id, row.address_key) == ("form", None, address_key("email", "mario@example.com"))
        assert agrees(row.lead, "contact", "whatsapp") is is_given


def test_a_form_without_the_box_says_nothing(clinic):
    post_lead(client_of(clinic), key_of(clinic), first_name="Mario", email="mario@example.com")

    assert said(clinic) == []


def test_an_arrival_that_waits_says_it_when_somebody_accepts_it(clinic, act):
    held = hold(clinic, first_name="Mario", email="mario@example.com", consent=WORDS)

    before = said(clinic)
    act(triage.accept, held.pk)

    assert (before, said(clinic)) == ([], [("contact", True, WORDS, "")])


def test_nothing_that_was_said_is_lost_when_the_words_are_longer_than_what_is_kept(clinic, act):
    row = act(give, make_lead(clinic).pk, Given("contact", words="x" * 9000))

    assert (len(row.text_shown), row.text_hash) == (5000, hashlib.sha256(b"x" * 9000).hexdigest())
    assert row.at <= timezone.now()
