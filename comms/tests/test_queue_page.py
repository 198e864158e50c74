"""The page of the call queue, as a browser without JavaScript meets it (F:C9, LOOK 07)."""

import re

import pytest
from time_machine import travel

from comms.tests.conftest import NOW
from comms.tests.test_queue_turns import to_call
from crm.testing.people import client_of, make_user
from leads.models import ContactAttempt, Disposition, Lead
from tenants.context import clinic_context

QUEUE = "/admin/comms/queue/"


@pytest.fixture
def desk(clinic):
    with travel(NOW, tick=False):
        agent = make_user(clinic, data_scope="own", languages=["it"])
        to_call(clinic, "Marco", lead_score=90, language="it")
        to_call(clinic, "Heike", lead_score=10)
        yield client_of(clinic, agent), clinic


def lead_on(answer) -> str:
    return re.search(r'name="lead" value="(\d+)"', answer.content.decode())[1]


def test_the_next_lead_stands_there_with_its_number_its_reason_and_every_result(desk):
    client, _clinic = desk

    page = client.get(QUEUE).content.decode()

    assert "Marco" in page
    assert 'href="tel:+39333' in page
    assert "They speak Italian, and so do you" in page
    assert "13:00 on their clock (Rome)" in page
    assert "Attempt 1 of 3, again in 4 h" in page
    assert {value for value in Disposition.values if f'value="{value}"' in page} == {*Disposition.values} - {
        Disposition.SENT
    }


def test_without_a_result_nobody_goes_on_and_what_was_typed_stays(desk):
    client, clinic = desk
    first = lead_on(client.get(QUEUE))

    typed = {"at-callback": "2026-11-24T10:15", "likely-callback": "2026-11-22T09:00"}
    answer = client.post(QUEUE, {"do": "save", "lead": first, "words": "Rings again on Monday", **typed})

    assert answer.status_code == 422
    assert 'value="2026-11-24T10:15"' in answer.content.decode()
    assert 'value="2026-11-22T09:00" checked' in answer.content.decode()
    assert "Say how it went first." in answer.content.decode()
    assert "Rings again on Monday" in answer.content.decode()
    assert lead_on(answer) == first
    with clinic_context(clinic):
        assert not ContactAttempt.objects.exists()


def test_a_call_back_is_kept_for_the_moment_that_was_chosen_on_their_clock(desk):
    client, clinic = desk
    first = lead_on(client.get(QUEUE))
    sent = {"do": "save", "lead": first, "disposition": "callback", "likely-callback": "2026-11-23T09:00"}

    answer = client.post(QUEUE, sent, follow=True)

    assert "Heike" in answer.content.decode()
    with clinic_context(clinic):
        lead = Lead.objects.get(pk=first)
        assert lead.next_follow_up.isoformat() == "2026-11-23T08:00:00+00:00"
        assert lead.follow_up_why == "call_back"


def test_of_two_results_that_ask_when_only_the_chosen_ones_answer_counts(desk):
    client, clinic = desk
    first = lead_on(client.get(QUEUE))
    sent = {"do": "save", "lead": first, "disposition": "no_answer", "likely-callback": "2027-11-23T09:00"}

    client.post(QUEUE, sent)

    with clinic_context(clinic):
        assert Lead.objects.get(pk=first).next_follow_up.year == NOW.year


def test_skip_gives_another_and_pause_gives_nobody_until_one_goes_on(desk):
    client, _clinic = desk
    first = lead_on(client.get(QUEUE))

    second = lead_on(client.post(QUEUE, {"do": "skip", "lead": first}, follow=True))
    paused = client.post(QUEUE, {"do": "pause"}, follow=True).content.decode()

    assert second != first
    assert "You are having a break." in paused
    assert lead_on(client.get(QUEUE)) == second


def test_somebody_elses_lead_is_not_there_for_the_queue_either(desk, clinic, other_clinic):
    client, _clinic = desk
    with clinic_context(clinic):
        other = make_user(clinic, email="ben@example.com")
        theirs = to_call(clinic, "Bens", assigned_to=other)
    foreign = to_call(other_clinic, "Foreign")

    for lead in (theirs, foreign):
        sent = {"do": "save", "lead": lead.pk, "disposition": "no_answer"}
        assert client.post(QUEUE, sent).status_code == 404
        assert client.post(QUEUE, {"do": "skip", "lead": lead.pk}).status_code == 404


def test_when_nobody_is_left_it_says_so(desk):
    client, clinic = desk
    with clinic_context(clinic):
        Lead.objects.update(archived_at=NOW)

    assert "Nobody has to be called now." in client.get(QUEUE).content.decode()
