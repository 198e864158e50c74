"""Whether somebody vouches for a form: refused only when the visitor could do better (F:T23)."""

import base64
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from crm.lib.errors import InvalidData
from crm.testing.people import make_user
from crm.testing.puzzles import token
from crm.testing.threads import at_once
from crm.testing.vendors import OUR_SECRET, VECTORS, broken
from crm.testing.walk import listening
from leads.models import UsedChallenge
from leads.providers.captcha import siteverify
from leads.providers.captcha.base import LONGEST
from leads.services.captcha.choosing import offered
from leads.services.vouching import FIELD, Vouched, spent_long_ago, use
from leads.tests.checking import PAGE, PASSED, VENDORS, ask, choose, just_now, solution
from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.services.forgetting import forget_useless
from tenants.settings.services.credentials import remove, store
from tenants.staff import roles


def refused(clinic, data, **more):
    with pytest.raises(InvalidData) as refusal:
        ask(clinic, data, **more)
    assert set(refusal.value.fields) == {FIELD}


def test_a_clinic_that_chose_nothing_asks_for_nothing(clinic):
    assert ask(clinic, {}) == Vouched(held=False, stamp="")


@pytest.mark.parametrize("name", ["altcha", *VENDORS])
def test_nothing_is_asked_of_a_server_that_has_a_secret_key(clinic, vendor, name):
    choose(clinic, name)

    assert ask(clinic, {}, kind="secret") == Vouched()
    assert vendor.asked == []


@pytest.mark.parametrize("field", ["captcha", "altcha"])
def test_a_solved_puzzle_vouches(clinic, field):
    choose(clinic, "altcha")

    vouched = ask(clinic, {field: solution(clinic)})

    assert (vouched.held, len(vouched.stamp)) == (False, 64)


@pytest.mark.parametrize("name", VENDORS)
@pytest.mark.parametrize("common", [True, False])
def test_a_token_of_the_chosen_service_vouches_by_its_own_name_and_by_ours(clinic, vendor, name, common):
    choose(clinic, name)
    vendor.tokens = {"tok": just_now(PASSED)}
    field = {
        "turnstile": "cf-turnstile-response",
        "hcaptcha": "h-captcha-response",
        "recaptcha": "g-recaptcha-response",
    }

    vouched = ask(clinic, {"captcha" if common else field[name]: "tok"})

    assert (vouched.held, len(vouched.stamp)) == (False, 64)


@pytest.mark.parametrize("name", ["altcha", "turnstile"])
@pytest.mark.parametrize("data", [{}, {"captcha": ""}, {"captcha": None}, {"captcha": []}, {"other-response": "x"}])
def test_without_a_token_a_page_is_refused_and_a_form_without_javascript_held(clinic, vendor, name, data):
    choose(clinic, name)

    refused(clinic, data)
    assert ask(clinic, data, demanded=False) == Vouched(held=True)
    assert vendor.asked == []


@pytest.mark.parametrize("name", ["altcha", "turnstile"])
@pytest.mark.parametrize("bad", ["wrong", {"a": 1}, ["x"], 7, True, "x" * (LONGEST + 1)])
def test_a_wrong_token_is_refused_from_a_page_and_from_a_form(clinic, vendor, name, bad):
    choose(clinic, name)

    refused(clinic, {"captcha": bad})
    refused(clinic, {"captcha": bad}, demanded=False)


def test_a_solved_puzzle_in_too_long_a_token_is_refused_unread(clinic):
    choose(clinic, "altcha")
    answer = json.loads(base64.b64decode(solution(clinic)))

    refused(clinic, {"captcha": token(answer | {"more": "x" * LONGEST})})
    assert ask(clinic, {"captcha": token(answer | {"more": "x"})}).stamp


def test_a_token_of_another_page_is_refused(clinic, vendor):
    choose(clinic, "turnstile")
    vendor.tokens = {"tok": just_now(PASSED)}

    refused(clinic, {"captcha": "tok"}, origins=["https://another.example"])
    assert ask(clinic, {"captcha": "tok"}, origins=["https://another.example", f"{PAGE}:8443"]).stamp


def test_a_vendors_test_page_counts_in_development_only(clinic, vendor, settings):
    choose(clinic, "hcaptcha")
    vendor.tokens = {"tok": just_now(VECTORS["hcaptcha"]["ok"])}

    refused(clinic, {"captcha": "tok"})
    settings.DEBUG = True
    assert ask(clinic, {"captcha": "tok"}).stamp


def test_a_puzzle_runs_out(clinic):
    choose(clinic, "altcha")
    text = solution(clinic)

    refused(clinic, {"captcha": text}, now=timezone.now() + timedelta(minutes=6))


def test_the_neighbours_puzzle_is_refused(clinic, other_clinic):
    choose(clinic, "altcha")
    choose(other_clinic, "altcha")

    refused(other_clinic, {"captcha": solution(clinic)})


@pytest.mark.parametrize("raw", [broken(500), b""])
def test_a_vendor_that_is_away_costs_no_enquiry_it_is_held(clinic, vendor, raw):
    choose(clinic, "turnstile")
    vendor.raw = raw

    assert ask(clinic, {"captcha": "tok"}) == Vouched(held=True)


def test_while_a_vendor_is_away_nobody_else_waits_for_it(clinic, vendor):
    choose(clinic, "turnstile")
    vendor.raw = broken(503)
    ask(clinic, {"captcha": "tok"})
    seen = len(vendor.server.heard)

    assert ask(clinic, {"captcha": "tok"}) == Vouched(held=True)
    assert len(vendor.server.heard) == seen


def test_one_clinics_wrong_keys_hold_nobody_elses_enquiries(clinic, other_clinic, vendor):
    choose(clinic, "turnstile")
    choose(other_clinic, "turnstile")
    vendor.tokens = {"tok": just_now(PASSED)}
    with clinic_context(clinic):
        store("turnstile", {"site_key": "k", "secret": "0xWrong"}, by=None)

    assert ask(clinic, {"captcha": "tok"}).held
    assert not ask(other_clinic, {"captcha": "tok"}).held


@pytest.mark.parametrize("mistake", ["wrong", "none"])
def test_keys_that_do_not_work_hold_the_enquiry_and_tell_the_admins_once_a_day(clinic, vendor, mistake):
    choose(clinic, "turnstile")
    boss = make_user(clinic, role=roles.ADMIN, email="boss@example.com")
    make_user(clinic, role=roles.AGENT)
    vendor.secret = "another"
    if mistake == "none":
        with clinic_context(clinic):
            remove("turnstile")
    now = timezone.now()

    answers = [ask(clinic, data, now=now) for data in ({"captcha": "tok"}, {"captcha": "tok"})]
    ask(clinic, {"captcha": "tok"}, now=now + timedelta(days=1))

    assert answers == [Vouched(held=True)] * 2
    with clinic_context(clinic):
        told = Notice.objects.filter(kind="captcha_keys")
        assert [(one.user, one.link) for one in told] == [(boss, "/admin/integrations/turnstile/")] * 2


def test_without_working_keys_a_page_is_asked_for_nothing(clinic):
    choose(clinic, "turnstile")
    with clinic_context(clinic):
        remove("turnstile")

        assert offered(timezone.now()) == {"provider": ""}


def test_neither_token_nor_secret_is_logged(clinic, vendor):
    choose(clinic, "turnstile")
    vendor.secret = "another"

    with listening() as lines:
        ask(clinic, {"captcha": "canary-token"})

    assert [line["event"] for line in lines()] == ["captcha.away"]
    assert not {"canary-token", OUR_SECRET} & set(str(lines()).replace("'", " ").split())


def test_a_token_is_spent_once(clinic):
    with clinic_context(clinic):
        use("a" * 64, timezone.now())

        with pytest.raises(InvalidData) as refusal:
            use("a" * 64, timezone.now())

        assert set(refusal.value.fields) == {FIELD}
        assert UsedChallenge.objects.count() == 1


def test_of_two_who_spend_it_at_once_one_is_refused(fresh_clinic):
    clinic = fresh_clinic()

    results = at_once(clinic, *[lambda: use("b" * 64, timezone.now())] * 2)

    assert sorted(type(one).__name__ for one in results) == ["InvalidData", "NoneType"]


def test_spent_tokens_are_forgotten_after_an_hour_when_none_is_good_any_more(clinic):
    now = timezone.now()
    with clinic_context(clinic):
        use("a" * 64, now - timedelta(minutes=61))
        use("b" * 64, now - timedelta(minutes=59))

        forget_useless(now=now)

        assert list(UsedChallenge.objects.values_list("digest", flat=True)) == ["b" * 64]
        assert spent_long_ago(now).count() == 0


def test_while_a_vendor_is_asked_we_hold_no_connection_and_find_the_clinic_again(fresh_clinic, vendor, monkeypatch):
    clinic, held = fresh_clinic(), []
    choose(clinic, "turnstile")
    vendor.tokens = {"tok": just_now(PASSED)}
    post = siteverify.post_form
    monkeypatch.setattr(
        siteverify,
        "post_form",
        lambda *given, **more: (held.append(connection.connection), post(*given, **more))[1],
    )

    with clinic_context(clinic):
        vouched = ask(clinic, {"captcha": "tok"})
        use(vouched.stamp, timezone.now())

        assert held == [None]
        assert UsedChallenge.objects.get().digest == vouched.stamp
