"""What the vendors answer, and what we make of it: every line of `expected` in vectors/captcha (F:T23)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from crm.lib.errors import ProviderAway, ProviderError
from crm.testing.vendors import A_LIST, GARBAGE, HUGE, OUR_SECRET, VECTORS, broken
from leads.providers.captcha.base import LONGEST, Question
from leads.providers.captcha.hcaptcha import HCaptcha
from leads.providers.captcha.recaptcha import ReCaptcha
from leads.providers.captcha.turnstile import Turnstile

KINDS = [Turnstile, HCaptcha, ReCaptcha]
THEN = datetime(2026, 11, 20, 10, 1, tzinfo=UTC)  # a minute after the challenge_ts of the vectors
TOKEN, ADDRESS = "XXXX.DUMMY.TOKEN.XXXX", "203.0.113.7"
# The vendor's test keys, and the host that they answer.
OK = {
    Turnstile: (VECTORS["turnstile"]["ok"], "clinic.example"),
    HCaptcha: (VECTORS["hcaptcha"]["ok"], "dummy-key-pass"),
    ReCaptcha: (VECTORS["recaptcha"]["ok_v2"], "testkey.google.com"),
}


def ask(kind, vendor, *, token=TOKEN, hosts=None, secret=OUR_SECRET, now=THEN):
    captcha = kind(vendor.url, secret, "our-site-key")
    return captcha.check(Question(token, ADDRESS, frozenset(hosts or {OK[kind][1]}), now))


def answering_with(vendor, said):
    vendor.tokens = {TOKEN: said}
    return vendor


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request):
    return request.param


def test_a_good_token_passes_with_a_stamp_of_its_own(kind, vendor):
    vendor.tokens = {TOKEN: OK[kind][0], "another": OK[kind][0]}

    verdict, other = ask(kind, vendor), ask(kind, vendor, token="another")

    assert verdict.passed
    assert len(verdict.stamp) == 64
    assert verdict.stamp == ask(kind, vendor).stamp
    assert verdict.stamp != other.stamp


def test_the_vendor_is_asked_by_its_own_form(kind, vendor):
    ask(kind, answering_with(vendor, OK[kind][0]))

    (asked,) = vendor.asked
    known = VECTORS[kind.name]["form"]
    assert set(asked) == set(known)
    assert (asked["secret"], asked["response"], asked["remoteip"]) == (OUR_SECRET, TOKEN, ADDRESS)
    assert asked.get("sitekey", "our-site-key") == "our-site-key"
    assert UUID(asked["idempotency_key"]).version == 5 if "idempotency_key" in known else True


def test_the_same_token_asked_again_is_the_same_question(vendor):
    for _ in range(2):
        ask(Turnstile, answering_with(vendor, OK[Turnstile][0]))

    assert len({asked["idempotency_key"] for asked in vendor.asked}) == 1


def test_an_address_that_is_not_known_is_not_sent(kind, vendor):
    kind(vendor.url, OUR_SECRET, "key").check(Question(TOKEN, "", frozenset(), THEN))

    assert "remoteip" not in vendor.asked[0]


@pytest.mark.parametrize("said", ["fail", "spent"])
def test_a_token_that_is_wrong_or_spent_does_not_pass(kind, vendor, said):
    answers = VECTORS[kind.name]
    vendor = answering_with(vendor, answers.get(said, answers["fail"]))

    assert not ask(kind, vendor).passed


@pytest.mark.parametrize("host", ["evil.example", "clinic.example.evil.example", "", None, 7, ["clinic.example"]])
def test_a_token_from_another_page_does_not_pass(kind, vendor, host):
    vendor = answering_with(vendor, OK[kind][0] | {"hostname": host})

    assert ask(kind, vendor) == type(ask(kind, vendor))(False)


def test_a_token_that_names_no_page_does_not_pass(kind, vendor):
    vendor = answering_with(vendor, {name: value for name, value in OK[kind][0].items() if name != "hostname"})

    assert not ask(kind, vendor).passed


def test_the_test_keys_of_a_vendor_pass_for_no_page_of_a_clinic(vendor):
    for kind in (HCaptcha, ReCaptcha):
        assert not ask(kind, answering_with(vendor, OK[kind][0]), hosts={"clinic.example"}).passed


def test_the_page_may_be_spelled_in_capitals(kind, vendor):
    vendor = answering_with(vendor, OK[kind][0] | {"hostname": OK[kind][1].upper()})

    assert ask(kind, vendor).passed


V3 = VECTORS["recaptcha"]["ok_v3"]


@pytest.mark.parametrize("more", [{}, {"score": 0.5}, {"score": 1}])
def test_of_version_3_a_person_passes(vendor, more):
    assert ask(ReCaptcha, answering_with(vendor, V3 | more), hosts={"clinic.example"}).passed


@pytest.mark.parametrize(
    "said",
    [
        VECTORS["recaptcha"]["low_v3"],
        V3 | {"score": 0.499},
        V3 | {"score": None},
        V3 | {"score": "0.9"},
        V3 | {"score": True},
        V3 | {"score": float("nan")},
        V3 | {"action": "login"},
        V3 | {"action": ""},
        {name: value for name, value in V3.items() if name != "action"},
        {name: value for name, value in V3.items() if name != "score"},
    ],
    ids=["low", "just below", "none", "text", "true", "nan", "another action", "no action", "unnamed", "no score"],
)
def test_of_version_3_a_low_score_or_another_action_does_not_pass(vendor, said):
    assert not ask(ReCaptcha, answering_with(vendor, said), hosts={"clinic.example"}).passed


@pytest.mark.parametrize(("action", "passed"), [("lead", True), ("", True), ("login", False), (7, False)])
def test_turnstile_says_what_the_token_is_for_where_the_page_named_it(vendor, action, passed):
    vendor = answering_with(vendor, VECTORS["turnstile"]["ok"] | {"action": action})

    assert ask(Turnstile, vendor).passed is passed


@pytest.mark.parametrize("token", ["", "x" * (LONGEST + 1), "ä" * 3000])
def test_an_empty_or_too_long_token_is_refused_without_a_call(kind, vendor, token):
    assert not ask(kind, vendor, token=token).passed
    assert vendor.asked == []


def test_the_longest_token_is_asked_about(kind, vendor):
    token = "x" * LONGEST
    vendor.tokens = {token: OK[kind][0]}

    assert ask(kind, vendor, token=token).passed


def test_a_token_is_good_for_five_minutes(kind, vendor):
    vendor = answering_with(vendor, OK[kind][0])
    solved = datetime(2026, 11, 20, 10, tzinfo=UTC)

    assert ask(kind, vendor, now=solved + timedelta(minutes=5)).passed
    assert not ask(kind, vendor, now=solved + timedelta(minutes=7)).passed


@pytest.mark.parametrize("when", ["", "yesterday", None, 7, "2026-11-20T10:00:00"])
def test_a_moment_that_cannot_be_read_is_the_vendors_to_judge(kind, vendor, when):
    assert ask(kind, answering_with(vendor, OK[kind][0] | {"challenge_ts": when})).passed


@pytest.mark.parametrize("raw", [GARBAGE, A_LIST, HUGE, broken(403)], ids=["garbage", "a list", "huge", "403"])
def test_an_answer_that_says_nothing_refuses_nobody(kind, vendor, raw):
    vendor.raw = raw

    with pytest.raises(ProviderError) as refused:
        ask(kind, vendor)

    assert not refused.value.permanent


@pytest.mark.parametrize("raw", [broken(500), broken(503), b""], ids=["500", "503", "hangs up"])
def test_a_vendor_that_is_broken_is_away(kind, vendor, raw):
    vendor.raw = raw

    with pytest.raises(ProviderAway):
        ask(kind, vendor)


def test_a_vendor_that_hangs_is_away_after_three_seconds(vendor, monkeypatch):
    from leads.providers.captcha import siteverify

    assert siteverify.SECONDS == 3
    monkeypatch.setattr(siteverify, "SECONDS", 0.3)
    vendor.hang()

    with pytest.raises(ProviderAway):
        ask(Turnstile, vendor)


@pytest.mark.parametrize(
    "codes", [["internal-error"], ["bad-request"], ["a-word-of-tomorrow"], [7, "internal-error"]]
)
def test_a_vendor_that_could_not_tell_refuses_nobody(kind, vendor, codes):
    with pytest.raises(ProviderError) as refused:
        ask(kind, answering_with(vendor, {"success": False, "error-codes": codes}))

    assert not refused.value.permanent


@pytest.mark.parametrize("codes", [[], None, "text", {}, [None]])
def test_a_refusal_without_a_reason_is_one(kind, vendor, codes):
    assert not ask(kind, answering_with(vendor, {"success": False, "error-codes": codes})).passed


@pytest.mark.parametrize("success", ["true", 1, None, []])
def test_only_true_is_true(kind, vendor, success):
    with pytest.raises(ProviderError):
        ask(kind, answering_with(vendor, OK[kind][0] | {"success": success}))


def test_a_wrong_secret_is_the_clinics_to_mend_and_no_visitors_fault(kind, vendor):
    with pytest.raises(ProviderError) as refused:
        ask(kind, answering_with(vendor, OK[kind][0]), secret="0xWrong")

    assert refused.value.permanent
    assert "0xWrong" not in str(refused.value)


@pytest.mark.parametrize("code", VECTORS["turnstile"]["codes"])
def test_every_code_that_turnstile_knows_is_somebodys(vendor, code):
    vendor = answering_with(vendor, {"success": False, "error-codes": [code]})
    if code in {"missing-input-response", "invalid-input-response", "timeout-or-duplicate"}:
        assert not ask(Turnstile, vendor).passed
        return

    with pytest.raises(ProviderError) as refused:
        ask(Turnstile, vendor)

    assert refused.value.permanent is code.endswith("secret")


def test_every_line_of_what_is_expected_has_its_tests():
    """A new line in the vectors is to be read by somebody."""
    assert [line.split(" -> ")[0] for line in VECTORS["expected"]] == [
        "success true but hostname not in the clinic allow-list",
        "v3 low score",
        "network error/5xx/timeout 3 s",
        "token > 2048 chars",
        "a token is single use, 300 s",
    ]
