"""API keys: made once, kept as a hash, checked in constant time, worth nothing elsewhere (H:L1, L2, L12)."""

import hmac

import pytest
from django.db import IntegrityError
from django.utils import timezone

from crm.lib.errors import InvalidData, NotAllowed, NotKnown
from crm.testing.people import client_of, key_of, post_lead
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services import check
from tenants.keys.services.check import check_key, forget_keys
from tenants.keys.services.issue import digest, issue_key, revoke_key
from tenants.models import Clinic, KeyRoute
from tenants.services import routes

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

    assert len(asked) == 1


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


def test_a_revocation_is_noticed_after_the_cached_seconds(clinic, monkeypatch):
    text = key_of(clinic)
    check_key(text)
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())
    later = check._found._clock() + routes.CACHE_SECONDS
    monkeypatch.setattr(check._found, "_clock", lambda: later)

    with pytest.raises(NotAllowed):
        check_key(text)


@pytest.mark.parametrize(
    "origin",
    ["", "null", "https://evil.example", f"{PAGE}.evil.example", f"{PAGE}:8443", "http://clinic-site.example"],
)
def test_a_site_key_speaks_from_its_own_pages_only(clinic, origin):
    text = key_of(clinic, kind="site", origins=[PAGE])

    assert check_key(text, origin=PAGE.upper()).is_site
    with pytest.raises(NotAllowed):
        check_key(text, origin=origin)


def test_a_site_key_without_a_page_or_with_a_path_is_not_made(clinic):
    for origins in ([], [f"{PAGE}/contact"], ["clinic-site.example"], ["javascript:alert(1)"]):
        with clinic_context(clinic), pytest.raises(InvalidData):
            issue_key(kind="site", origins=origins)

    with clinic_context(clinic):
        assert not ApiKey.objects.exists()
    assert not KeyRoute.objects.filter(clinic=clinic).exists()


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
