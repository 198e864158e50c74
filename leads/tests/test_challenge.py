"""What a page is told before its form is sent: which check to make (F:T23, H:L13)."""

import pytest
from django.test import Client

from crm.testing.people import client_of, key_of
from crm.testing.puzzles import solved, token
from leads.services.limits import CHALLENGES, PER_ADDRESS
from leads.tests.checking import PAGE, ask, choose
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.services import hosts
from tenants.settings.services.credentials import remove

PATH = "/api/v1/leads/challenge"


def get(clinic, *, client=None, key=None, **headers):
    given = {"X-API-Key": key or key_of(clinic, kind="site", origins=[PAGE]), "Origin": PAGE} | headers
    return (client or client_of(clinic)).get(PATH, headers=given)


@pytest.mark.parametrize("host", ["clinic", "platform"])
def test_a_page_gets_a_puzzle_whose_answer_vouches(clinic, host):
    choose(clinic, "altcha")

    answer = get(clinic, client=client_of(clinic) if host == "clinic" else Client(HTTP_HOST="localhost"))

    assert (answer.status_code, answer.json()["provider"]) == (200, "altcha")
    assert ask(clinic, {"captcha": token(solved(answer.json()["challenge"]))}).stamp


@pytest.mark.parametrize("name", ["turnstile", "hcaptcha", "recaptcha"])
def test_of_a_service_a_page_gets_the_site_key_and_never_the_secret(clinic, name):
    choose(clinic, name)

    assert get(clinic).json() == {"provider": name, "site_key": "our-site-key"}


def test_where_nothing_is_chosen_or_its_keys_are_gone_nothing_is_asked(clinic):
    assert get(clinic).json() == {"provider": ""}

    choose(clinic, "turnstile")
    with clinic_context(clinic):
        remove("turnstile")

    assert get(clinic).json() == {"provider": ""}


def test_a_server_is_asked_for_nothing(clinic):
    choose(clinic, "altcha")

    assert get(clinic, key=key_of(clinic)).json() == {"provider": ""}


def test_each_page_gets_its_own_and_nobody_keeps_it(clinic):
    choose(clinic, "altcha")

    first, second = get(clinic), get(clinic)

    assert first.json() != second.json()
    assert first["Cache-Control"] == "no-store"


def test_another_origin_reads_it_from_the_keys_own_pages_only(clinic):
    key = key_of(clinic, kind="site", origins=[PAGE])

    own, foreign = get(clinic, key=key), get(clinic, key=key, Origin="https://evil.example")

    assert (own.status_code, own["Access-Control-Allow-Origin"]) == (200, PAGE)
    assert (foreign.status_code, foreign.get("Access-Control-Allow-Origin")) == (403, None)
    assert "Origin" in own["Vary"]
    assert "Access-Control-Allow-Credentials" not in own


def test_a_browser_that_asks_first_is_told_that_it_may_get(clinic):
    key_of(clinic, kind="site", origins=[PAGE])
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "GET"}

    answer = client_of(clinic).options(PATH, headers=asked)

    assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET")


@pytest.mark.parametrize("key", ["", "bw_site_unknown", "bw_site_" + "a" * 12 + "_" + "b" * 40])
def test_without_a_known_key_it_is_401(clinic, key):
    answer = client_of(clinic).get(PATH, headers={"X-API-Key": key, "Origin": PAGE})

    assert (answer.status_code, set(answer.json())) == (401, {"code", "detail", "fields"})


def test_the_key_of_another_clinic_is_403(clinic, other_clinic):
    assert get(other_clinic, client=client_of(clinic)).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_only_read(clinic, method):
    headers = {"X-API-Key": key_of(clinic)}

    assert client_of(clinic).generic(method, PATH, headers=headers).status_code == 405


def test_a_paused_clinics_pages_go_on(clinic):
    choose(clinic, "altcha")
    key = key_of(clinic, kind="site", origins=[PAGE])
    Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.SUSPENDED)
    hosts.forget_hosts()

    assert get(clinic, key=key).json()["provider"] == "altcha"


def test_who_asks_all_the_time_is_told_to_wait(clinic):
    key = key_of(clinic, kind="site", origins=[PAGE])

    answers = [get(clinic, key=key).status_code for _ in range(CHALLENGES * PER_ADDRESS + 1)]

    assert set(answers[:-1]) == {200}
    assert answers[-1] == 429
