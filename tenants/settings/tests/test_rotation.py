"""A new key in the place of an old one: everything readable at every moment (H:K2)."""

import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from crm.lib import secretbox
from tenants.context import clinic_context, platform_schema
from tenants.services import sealing
from tenants.services.parking import park, read_parked
from tenants.settings.models import Credential
from tenants.settings.services.credentials import store, use
from tenants.settings.tests.test_credentials import VALUES

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def stored(clinic, other_clinic, settings):
    """Credentials in two clinics and a parked event, all written with the old key; the new one stands first now."""
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    for one in (clinic, other_clinic):
        with clinic_context(one):
            store("smtp", VALUES, by=None)
    event = park(source="test", reason="nobody's", body=b"parked", now=timezone.now())
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    return event


def _rotated(*args):
    told = io.StringIO()
    call_command("rotate_credentials", *args, stdout=told)
    return told.getvalue()


def test_after_a_rotation_the_old_key_is_needed_no_more(clinic, other_clinic, stored, settings):
    told = _rotated()

    assert "Only the first key is needed now." in told
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    for one in (clinic, other_clinic):
        with clinic_context(one):
            assert use("smtp") == VALUES
    with platform_schema():
        stored.refresh_from_db()
    assert read_parked(stored) == b"parked"


def test_a_second_rotation_finds_nothing_to_do(clinic, stored):
    _rotated()
    with clinic_context(clinic):
        before = bytes(Credential.objects.get().sealed)

    _rotated()

    with clinic_context(clinic):
        assert bytes(Credential.objects.get().sealed) == before


def test_one_clinic_alone_is_rotated_and_the_old_key_stays_needed(clinic, other_clinic, stored):
    told = _rotated("--clinic", clinic.slug)

    assert "Only the first key" not in told
    with clinic_context(other_clinic):
        assert sealing.waiting() == 1


def test_killed_half_way_everything_is_readable_and_the_next_run_finishes(
    clinic, other_clinic, stored, settings, monkeypatch
):
    class Killed(BaseException):
        pass

    renew, seen = secretbox.renew, []

    def renew_once(token, keys):
        if seen:
            raise Killed
        seen.append(token)
        return renew(token, keys)

    monkeypatch.setattr(secretbox, "renew", renew_once)
    with pytest.raises(Killed):
        _rotated()
    monkeypatch.setattr(secretbox, "renew", renew)

    for one in (clinic, other_clinic):
        with clinic_context(one):
            assert use("smtp") == VALUES
    assert "Only the first key is needed now." in _rotated()


def test_a_value_that_no_key_opens_is_counted_and_left_alone(clinic, stored):
    with clinic_context(clinic):
        Credential.objects.update(sealed=b"not ours")
        done = sealing.rotate()

        assert (done.renewed, done.unreadable, sealing.waiting()) == (0, 1, 1)
        assert bytes(Credential.objects.get().sealed) == b"not ours"
