"""An enquiry with a check against robots, through the front door: vouched for, refused, or held (F:T23)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from crm.testing.people import client_of, host_of, key_of
from crm.testing.vendors import broken
from leads.models import Lead, LeadPayload, UsedChallenge
from leads.tests.checking import PAGE, PASSED, choose, just_now, solution
from tenants.context import clinic_context

MARIO = {"first_name": "Mario", "phone": "+39333111222"}


def send(clinic, key, **more):
    headers = {"X-API-Key": key, "Origin": PAGE} | more.pop("headers", {})
    return client_of(clinic).post("/api/v1/leads", MARIO | more, content_type="application/json", headers=headers)


def stored(clinic):
    """(leads, arrivals that wait because nobody vouched)"""
    with clinic_context(clinic):
        return Lead.objects.count(), LeadPayload.objects.filter(held_for="unchecked", decision="").count()


@pytest.fixture
def page(clinic):
    return key_of(clinic, kind="site", origins=[PAGE])


def test_a_solved_puzzle_makes_one_lead_and_a_second_use_is_422(clinic, page):
    choose(clinic, "altcha")
    text = solution(clinic)

    first, second = (
        send(clinic, page, captcha=text),
        send(clinic, page, captcha=text, first_name="Anna", phone="+39333111223"),
    )

    assert (first.status_code, second.status_code) == (201, 422)
    assert set(second.json()["fields"]) == {"captcha"}
    assert stored(clinic) == (1, 0)


def test_the_same_request_again_is_answered_the_same_and_spends_nothing(clinic, page):
    choose(clinic, "altcha")
    text, again = solution(clinic), {"Idempotency-Key": "one-form"}

    first, second = send(clinic, page, captcha=text, headers=again), send(clinic, page, captcha=text, headers=again)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert stored(clinic) == (1, 0)


@pytest.mark.parametrize("bad", [{}, {"captcha": ""}, {"captcha": "wrong"}, {"altcha": {"a": 1}}])
def test_without_a_good_token_it_is_422_and_no_lead(clinic, page, bad):
    choose(clinic, "altcha")

    answer = send(clinic, page, **bad)

    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"captcha"})
    assert stored(clinic) == (0, 0)


def test_the_neighbours_puzzle_is_422(clinic, other_clinic, page):
    choose(clinic, "altcha")
    choose(other_clinic, "altcha")

    assert send(clinic, page, captcha=solution(other_clinic)).status_code == 422


def test_a_server_needs_none(clinic):
    choose(clinic, "altcha")

    assert send(clinic, key_of(clinic)).status_code == 201


def test_an_enquiry_that_nobody_could_vouch_for_waits_and_its_sender_is_told_the_same(clinic, page, vendor):
    choose(clinic, "turnstile")
    vendor.tokens = {"tok": just_now(PASSED)}
    good = send(clinic, page, captcha="tok")
    vendor.raw = broken(503)

    held = send(clinic, page, captcha="another", phone="+39333111223")

    assert (held.status_code, set(held.json())) == (good.status_code, set(good.json()))
    assert len(str(held.json()["lead_id"])) == len(str(good.json()["lead_id"]))
    assert stored(clinic) == (1, 1)


def test_a_token_of_a_service_that_says_yes_twice_makes_one_lead(clinic, page, vendor):
    choose(clinic, "turnstile")
    vendor.tokens = {"tok": just_now(PASSED)}

    answers = [send(clinic, page, captcha="tok", phone=f"+3933311122{n}").status_code for n in range(2)]

    assert answers == [201, 422]
    assert stored(clinic) == (1, 0)


def test_a_refused_enquiry_spends_no_token(clinic, page):
    choose(clinic, "altcha")
    text = solution(clinic)

    incomplete = send(clinic, page, captcha=text, phone="")

    assert incomplete.status_code == 422
    assert send(clinic, page, captcha=text).status_code == 201


def test_the_same_puzzle_twice_at_once_at_the_real_door_makes_one_lead(door):
    web, clinic, _ = door
    choose(clinic, "altcha")
    page, text = key_of(clinic, kind="site", origins=[PAGE]), solution(clinic)
    headers = {"X-API-Key": page, "Origin": PAGE}

    def one(number):
        body = MARIO | {"captcha": text, "phone": f"+3933311122{number}"}
        return web.request("POST", "/api/v1/leads", host=host_of(clinic), json=body, headers=headers).status_code

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(one, range(2)))

    assert answers == [201, 422]
    with clinic_context(clinic):
        assert (Lead.objects.count(), UsedChallenge.objects.count()) == (1, 1)
