"""The same Idempotency-Key, the same answer and nothing more (H:L5)."""

import json

import pytest

from crm.testing.people import client_of, key_of
from leads.models import Lead, LeadPayload
from leads.services import answers
from tenants.context import clinic_context
from tenants.outbox.models import Job

MARIO = {"first_name": "Mario", "email": "mario@example.com"}
ANNA = {"first_name": "Anna", "email": "anna@example.com"}
PAGE = "https://clinic-site.example"


@pytest.fixture(params=["secret", "site"])
def send(request, clinic):
    return sender(clinic, request.param)


def sender(clinic, kind="secret"):
    client = client_of(clinic)
    key = key_of(clinic, kind=kind, origins=[PAGE] if kind == "site" else [])

    def post(named, **fields):
        headers = {"X-API-Key": key, "Idempotency-Key": named} | ({"Origin": PAGE} if kind == "site" else {})
        return client.post("/api/v1/leads", json.dumps(fields), content_type="application/json", headers=headers)

    return post


def rows(clinic):
    with clinic_context(clinic):
        return Lead.objects.count(), LeadPayload.objects.count(), Job.objects.count()


def test_the_same_key_and_body_are_answered_the_same_and_leave_nothing_more(clinic, send):
    first = send("one", **MARIO)
    after_one = rows(clinic)

    again = [send("one", **MARIO) for _ in range(3)]

    assert first.status_code == 201
    assert {(answer.status_code, answer.content) for answer in again} == {(201, first.content)}
    assert rows(clinic) == after_one


def test_the_score_of_the_first_answer_is_told_again_even_if_it_has_changed(clinic):
    send = sender(clinic)
    first = send("one", **MARIO)
    with clinic_context(clinic):
        Lead.objects.update(lead_score=1)

    assert first.json()["lead_score"] > 1
    assert send("one", **MARIO).content == first.content


def test_another_body_under_the_same_key_is_422_and_its_bytes_are_kept(clinic, send):
    send("one", **MARIO)

    answer = send("one", **ANNA)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    with clinic_context(clinic):
        assert Lead.objects.count() == 1
        kept = LeadPayload.objects.latest("id")
        assert (kept.result, json.loads(kept.body)) == ("refused", ANNA)


def test_another_key_is_another_arrival_of_the_same_person(clinic, send):
    send("one", **MARIO)
    send("two", **MARIO)

    assert rows(clinic)[:2] == (1, 2)


def test_while_it_is_worked_on_the_second_is_told_to_come_again_and_nothing_is_kept(clinic, send, monkeypatch):
    monkeypatch.setattr(answers, "try_lock_name", lambda name: False)

    answer = send("one", **MARIO)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert rows(clinic) == (0, 0, 0)


def test_what_was_refused_may_be_mended_under_the_same_key(clinic, send):
    assert send("one", first_name="Mario").status_code == 422

    assert send("one", **MARIO).status_code == 201
    assert rows(clinic)[0] == 1


@pytest.mark.parametrize("held", [{"company_website": "https://robot.example"}, {}], ids=["trap", "companion"])
def test_held_arrivals_are_answered_the_same_again_too(clinic, send, held):
    send("holder", **MARIO)

    first, again = (send("one", **{**MARIO, "first_name": "Zoe"} | held) for _ in range(2))

    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, again.content)
    assert rows(clinic)[:2] == (1, 2)


def test_what_people_decide_later_does_not_change_the_answer(clinic):
    send = sender(clinic)
    send("holder", **MARIO)
    first = send("one", **MARIO | {"first_name": "Zoe"})
    with clinic_context(clinic):
        LeadPayload.objects.filter(held_for="companion").update(lead=Lead.objects.get(), score=50)

    assert send("one", **MARIO | {"first_name": "Zoe"}).content == first.content


def test_the_neighbours_key_of_the_same_name_is_another(clinic, other_clinic):
    here, there = sender(clinic), sender(other_clinic)

    assert (here("one", **MARIO).status_code, there("one", **ANNA).status_code) == (201, 201)
    assert (rows(clinic)[0], rows(other_clinic)[0]) == (1, 1)


def test_a_key_that_fits_no_column_is_422(clinic, send):
    assert send("x" * 201, **MARIO).status_code == 422
    assert rows(clinic)[0] == 0


def test_a_page_learns_the_same_of_new_known_held_and_trapped(clinic):
    send = sender(clinic, "site")
    known = MARIO | {"phone": "+39333111222"}
    answers_told = [
        send("", **known),
        send("", **known),
        send("", first_name="Zoe", phone="+39333111222"),
        send("", **ANNA, company_website="x"),
    ]

    shapes = {(answer.status_code, *sorted(answer.json()), len(answer.content)) for answer in answers_told}
    headers = {tuple(sorted(set(answer.headers) - {"X-Request-ID"})) for answer in answers_told}
    assert shapes == {(201, "lead_id", len(answers_told[0].content))}
    assert len(headers) == 1
    assert len({answer.json()["lead_id"] for answer in answers_told}) == 4
