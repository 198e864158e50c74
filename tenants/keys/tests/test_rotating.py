"""A key gets another secret while its program works on, and two who want it at once get one each or are told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from crm.lib.errors import Conflict, InvalidData, NotAllowed, NotKnown
from crm.testing.people import key_of
from crm.testing.threads import at_once
from tenants.audit.models import Entry
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import check_key, forget_keys
from tenants.keys.services.revoke import revoke_key
from tenants.keys.services.rotate import OVERLAPS, rotate_key, version_of

PAGE = "https://clinic-site.example"
NONE, DAY, WEEK = OVERLAPS


def only_key(clinic):
    with clinic_context(clinic):
        return ApiKey.objects.get()


def rotate(clinic, overlap, *, now=None, version=""):
    with clinic_context(clinic):
        text = rotate_key(ApiKey.objects.get(), overlap=overlap, now=now or timezone.now(), version=version)
    forget_keys()
    return text


@pytest.mark.parametrize("overlap", [DAY, WEEK])
def test_the_old_secret_works_on_until_the_overlap_is_over_and_not_a_moment_longer(clinic, monkeypatch, overlap):
    old, now = key_of(clinic), datetime(2026, 1, 1, tzinfo=UTC)
    new = rotate(clinic, overlap, now=now)
    monkeypatch.setattr("tenants.keys.services.check.timezone.now", lambda: now)

    assert check_key(old) == check_key(new)
    now += overlap - timedelta(seconds=1)
    assert check_key(old)

    now += timedelta(seconds=1)
    assert check_key(new)
    with pytest.raises(NotKnown):
        check_key(old)


def test_without_an_overlap_it_is_refused(clinic):
    old = key_of(clinic)

    new = rotate(clinic, NONE)

    assert check_key(new)
    with pytest.raises(NotKnown):
        check_key(old)
    assert only_key(clinic).previous_hash == ""


def test_a_second_rotation_ends_what_the_first_left_working(clinic):
    first = key_of(clinic)
    second = rotate(clinic, WEEK)
    third = rotate(clinic, DAY)

    assert check_key(second) == check_key(third)
    with pytest.raises(NotKnown):
        check_key(first)


def test_revoking_ends_both(clinic):
    old = key_of(clinic)
    new = rotate(clinic, WEEK)
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())
    forget_keys()

    with pytest.raises(NotAllowed):
        check_key(new)
    with pytest.raises(NotKnown):
        check_key(old)


def test_the_new_text_of_a_site_key_is_kept_for_its_page_and_that_of_a_secret_one_is_not(clinic, other_clinic):
    key_of(clinic, kind="site", origins=[PAGE])
    key_of(other_clinic)

    texts = [rotate(clinic, DAY), rotate(other_clinic, DAY)]

    assert [only_key(clinic).text, only_key(other_clinic).text] == [texts[0], ""]


@pytest.mark.parametrize("overlap", [timedelta(hours=1), timedelta(days=8), -DAY])
def test_another_overlap_is_refused(clinic, overlap):
    text = key_of(clinic)

    with pytest.raises(InvalidData):
        rotate(clinic, overlap)

    assert check_key(text)


def test_a_revoked_key_gets_no_secret(clinic):
    key_of(clinic)
    with clinic_context(clinic):
        revoke_key(ApiKey.objects.get(), now=timezone.now())

    with pytest.raises(InvalidData, match="never works again"):
        rotate(clinic, DAY)


def test_whoever_wants_to_be_rid_of_a_secret_that_is_gone_already_is_told(clinic):
    key_of(clinic)
    seen = version_of(only_key(clinic))
    new = rotate(clinic, DAY, version=seen)

    with pytest.raises(Conflict):
        rotate(clinic, DAY, version=seen)

    assert check_key(new)


def test_two_at_once_who_saw_the_same_secret_make_one(fresh_clinic):
    clinic = fresh_clinic()
    key_of(clinic)
    seen = version_of(only_key(clinic))

    def one():
        return rotate_key(ApiKey.objects.get(), overlap=DAY, now=timezone.now(), version=seen)

    made = at_once(clinic, one, one)

    assert {type(one) for one in made} == {str, Conflict}
    assert check_key(next(text for text in made if isinstance(text, str)))


def test_the_trail_says_until_when_and_no_secret(clinic):
    old = key_of(clinic)
    new = rotate(clinic, DAY, now=datetime(2026, 1, 1, tzinfo=UTC))

    with clinic_context(clinic):
        line = Entry.objects.saying("key.rotated").get()
    assert line.changes["previous_until"][1].startswith("2026-01-02")
    assert [text for text in (old, new, only_key(clinic).secret_hash) if text in str(vars(line))] == []
