"""A program that did not hear the answer sends the same again: one lead, also without a valid contact (F:I2)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from crm.testing.people import client_of, key_of, post_lead
from leads.models import Lead, LeadPayload
from leads.services.repeats import SOON
from leads.tests.test_intake_under_load import AT_ONCE, all_at_once
from tenants.context import clinic_context

ODD = {"first_name": "Mario", "phone": "call me at noon"}


@pytest.fixture
def key(clinic):
    return key_of(clinic)


@pytest.fixture
def post(clinic, key):
    client = client_of(clinic)
    return lambda **fields: post_lead(client, key, **fields)


def test_a_repeat_is_200_with_the_same_lead(clinic, post):
    first, second, third = post(**ODD), post(**ODD), post(**ODD)

    assert [answer.status_code for answer in (first, second, third)] == [201, 200, 200]
    assert len({answer.json()["lead_id"] for answer in (first, second, third)}) == 1
    with clinic_context(clinic):
        assert (Lead.objects.count(), LeadPayload.objects.count()) == (1, 3)
        assert Lead.objects.get().identities.count() == 1


@pytest.mark.parametrize("other", [{"first_name": "Anna"}, {"phone": "ring me at noon"}])
def test_another_body_is_another_person(post, other):
    post(**ODD)

    assert post(**ODD | other).status_code == 201


def test_another_key_is_another_sender(clinic, post):
    post(**ODD)

    assert post_lead(client_of(clinic), key_of(clinic), **ODD).status_code == 201


def test_after_a_day_it_is_an_enquiry_of_its_own(clinic, post):
    post(**ODD)
    with clinic_context(clinic):
        payload = LeadPayload.objects.get()
        LeadPayload.objects.update(received_at=payload.received_at - SOON - timedelta(seconds=1))

    assert post(**ODD).status_code == 201


def test_what_the_neighbour_was_sent_is_no_repeat_here(clinic, other_clinic, post):
    post_lead(client_of(other_clinic), key_of(other_clinic), **ODD)

    assert post(**ODD).status_code == 201


def test_twenty_at_once_are_one_lead(door, ledger):
    answers = all_at_once(lambda _: ledger.post(*door, **ODD), range(AT_ONCE))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({answer.json()["lead_id"] for answer in answers}) == 1


def test_the_bytes_are_found_through_their_index(clinic, post):
    post(**ODD)

    with clinic_context(clinic), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("ANALYZE leads_leadpayload")
        plan = LeadPayload.objects.filter(digest="0" * 64, lead__isnull=False).order_by().explain()

    assert "payload_same_bytes" in plan
