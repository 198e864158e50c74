"""API keys: made once, kept as a hash, checked in constant time, worth nothing elsewhere (H:L1, L2, L12)."""

import hmac
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotKnown
from crm.testing.people import client_of, key_of, post_lead
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services import check
from tenants.keys.services.check import check_key, forget_keys
from tenants.keys.services.issue import issue_key
from tenants.keys.services.revoke import key_named, revoke_key
from tenants.keys.services.rotate import renew_key
from tenants.keys.services.texts import digest
from tenants.models import Clinic, KeyRoute
from tenants.services import hosts, routes

MARIO = {"first_name": "Mario", "email": "mario@example.com"}
PAGE = "https://clinic-site.example"


def test_a_key_leads_to_its_clinic_and_lies_there_as_a_hash_only(clinic):
    text = key_of(clinic)

    key = check_key(text)

    assert (key.clinic, key.is_site, key.revoked) == (clinic, False, False)
    with clinic_context(clinic):
        row = ApiKey.objects.get()
    assert row.secret_hash == digest(text)
    assert text.rsplit("_", 1)[1] not in repr(vars(row)) + repr(list(KeyRoute.objects.values()))


@pytest.mark.parametrize(
    "change", [str.upper, lambda k: k[:-1], lambda k: k + "a", lambda k: f" {k}", lambda k: k[:-1] + "-"]
)
def test_a_key_that_is_not_exactly_it_is_not_known(clinic, change):
    with pytest.raises(NotKnown):
        check_key(change(key_of(clinic)))


def test_the_route_of_a_key_with_another_secret_is_not_known(clinic):
    text = key_of(clinic)
    last = "b" if text[-1] == "a" else "a"

    with pytest.raises(NotKnown):
        check_key(text[:-1] + last)


def test_the_kind_written_in_a_key_is_part_of_what_was_hashed(clinic):
    with pytest.raises(NotKnown):
        check_key(key_of(clinic).replace("bw_secret_", "bw_site_"))


def test_secrets_are_compared_in_constant_time(clinic, monkeypatch):
    asked, really = [], hmac.compare_digest
    monkeypatch.setattr(check.hmac, "compare_digest", lambda *pair: asked.append(pair) or really(*pair))

    check_key(key_of(clinic))

    assert len(asked) == 2  # with the secret before, whether there is one or not


def test_revoked_it_is_refused_and_the_first_moment_stays(clinic):
    text, first = key_of(clinic), timezone.now()
    with clinic_context(clinic):
        row = ApiKey.objects.get()
        for moment in (first, timezone.now()):
            revoke_key(row, now=moment)
        row.refresh_from_db()
    forget_keys()

    with pytest.raises(NotAllowed):
        check_key(text)
    assert row.revoked_at == first
    assert post_lead(client_of(clinic), text, **MARIO).status_code == 403


@pytest.fixture
def moment(monkeypatch):
    """A clock for everything that is believed for some seconds; `moment.now` may be set."""
    clock = SimpleNamespace(now=1000.0)
    for cache in (check._found, hosts._known):
        monkeypatch.setattr(cache, "_clock", lambda: clock.now)
    return clock


def revoke(clinic):
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())


def close(clinic):
    Clinic.objects.filter(pk=clinic.pk).update(state=Clinic.State.CLOSING)


@pytest.mark.parametrize("end", [revoke, close])
@pytest.mark.parametrize("asked_again_after", [0.1, 1.5, 2.9])
def test_the_end_of_a_key_is_noticed_within_three_seconds_however_often_it_is_used(
    clinic, moment, end, asked_again_after
):
    text = key_of(clinic)
    client = client_of(clinic)
    post_lead(client, text, **MARIO)
    end(clinic)
    moment.now += asked_again_after
    post_lead(client, text, **MARIO)

    moment.now = 1003.0

    assert hosts.CACHE_SECONDS == 3
    assert post_lead(client, text, **MARIO).status_code in (403, 404)
    with pytest.raises((NotAllowed, NotKnown)):
        check_key(text)


def test_a_slow_answer_is_not_believed_for_longer(clinic, moment, monkeypatch):
    text, ask = key_of(clinic), check._ask

    def slowly(route):
        found = ask(route)
        moment.now += 2
        return found

    monkeypatch.setattr(check, "_ask", slowly)
    check_key(text)
    revoke(clinic)
    moment.now = 1003.0

    with pytest.raises(NotAllowed):
        check_key(text)


def test_a_renewed_key_has_its_old_route_and_the_old_text_is_worth_nothing(clinic):
    old = key_of(clinic)
    with clinic_context(clinic):
        new = renew_key(ApiKey.objects.get(), now=timezone.now())

    assert check_key(new).clinic == clinic
    assert new.split("_")[:3] == old.split("_")[:3]
    with pytest.raises(NotKnown):
        check_key(old)


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", f"{PAGE}.evil.example", f"{PAGE}:8443", "http://clinic-site.example"],
)
def test_a_site_key_speaks_from_its_own_pages_only(clinic, origin):
    text = key_of(clinic, kind="site", origins=[PAGE])

    assert check_key(text, origin=PAGE.upper()).is_site
    with pytest.raises(NotAllowed):
        check_key(text, origin=origin)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "site", "origins": []},
        {"kind": "site", "origins": ["clinic-site"]},
        {"kind": "site", "origins": ["ftp://clinic-site.example"]},
        {"kind": "site", "origins": [f"https://user@x.example {PAGE}"]},
        {"kind": "site", "origins": ["javascript:alert(1)"]},
        {"kind": "site", "origins": ["https://*.clinic-site.example"]},
        {"kind": "site", "origins": ["https://user@clinic-site.example"]},
        {"kind": "site", "origins": ["https://[::1"]},
        {"kind": "site", "origins": ["https://clinic-site.example:99999"]},
        {"kind": "site", "origins": ["https://clinic-\nsite.example"]},
        {"kind": "site", "origins": ["https://clí\nnica.example"]},
        {"kind": "site", "origins": ["https://clínica..example"]},
        {"kind": "site", "origins": ["https://a..example"]},
        {"kind": "site", "origins": [PAGE, "null"]},
        {"kind": "secret", "origins": [PAGE]},
        {"kind": "master"},
        {"kind": "secret", "name": "x" * 81},
        {"kind": "secret", "name": "a\0b"},
    ],
    ids=str,
)
def test_a_key_that_could_not_work_is_not_made_and_leaves_no_route(clinic, wrong):
    with clinic_context(clinic), pytest.raises(InvalidData):
        issue_key(**wrong)

    with clinic_context(clinic):
        assert not ApiKey.objects.exists()
    assert not KeyRoute.objects.filter(clinic=clinic).exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("HTTPS://Clinic-Site.Example/", PAGE),
        (f"{PAGE}:443", PAGE),
        ("http://localhost:3000", "http://localhost:3000"),
        (f"{PAGE}/contact?from=mail#form", PAGE),
        (" clinic-site.example ", PAGE),
        ("clinic-site.example:8443/contact", f"{PAGE}:8443"),
        ("https://www.clinic-site.example", "https://www.clinic-site.example"),
        ("zahnärzte.example", "https://xn--zahnrzte-3za.example"),
        ("https://Straße.example/kontakt", "https://xn--strae-oqa.example"),
    ],
)
def test_a_page_is_kept_as_browsers_write_it(clinic, typed, kept):
    assert check_key(key_of(clinic, kind="site", origins=[typed]), origin=kept).origins == (kept,)


def test_a_closing_clinic_gets_no_key_and_a_suspended_one_does(clinic, monkeypatch):
    states = {}
    for state in (Clinic.State.SUSPENDED, Clinic.State.CLOSING):
        monkeypatch.setattr(clinic, "state", state)
        try:
            states[state] = bool(key_of(clinic))
        except InvalidData:
            states[state] = False

    assert states == {"suspended": True, "closing": False}


@pytest.mark.parametrize("route", ["", "x" * 12, "bw_secret_", "a\0b", "\ud800", "ａ" * 12, "x" * 9999])
def test_a_key_that_is_not_there_is_said_without_repeating_what_was_typed(clinic, route):
    with clinic_context(clinic), pytest.raises(InvalidData) as refusal:
        key_named(route)

    assert not route or route not in refusal.value.detail


def test_a_route_that_another_clinic_has_cannot_be_taken(clinic, other_clinic):
    key_of(clinic)
    taken = KeyRoute.objects.get().route

    with pytest.raises(IntegrityError), clinic_context(other_clinic):
        routes.claim_key_route(taken, other_clinic)


def test_a_key_copied_into_another_clinic_still_speaks_for_its_own(clinic, other_clinic):
    text = key_of(clinic)
    with clinic_context(clinic):
        row = ApiKey.objects.get()
    with clinic_context(other_clinic):
        ApiKey.objects.create(kind=row.kind, route=row.route, secret_hash=row.secret_hash)

    assert check_key(text).clinic == clinic
    assert post_lead(client_of(other_clinic), text, **MARIO).status_code == 403


@pytest.mark.parametrize("state", [Clinic.State.PROVISIONING, Clinic.State.CLOSING])
def test_a_key_of_a_clinic_that_is_not_there_is_not_known(clinic, state):
    text = key_of(clinic)
    Clinic.objects.filter(pk=clinic.pk).update(state=state)

    with pytest.raises(NotKnown):
        check_key(text)
