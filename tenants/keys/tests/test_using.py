"""When a key was last used: once a minute, and never in the way of what arrives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from crm.testing.people import key_of
from crm.testing.threads import at_once
from tenants.context import clinic_context
from tenants.keys.models import ApiKey
from tenants.keys.services.check import check_key
from tenants.keys.services.use import forget_uses, used

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def last_use(clinic):
    with clinic_context(clinic):
        return ApiKey.objects.get().last_used_at


def test_it_is_noted_in_the_clinic_of_the_key_wherever_one_is(clinic, other_clinic):
    key = check_key(key_of(clinic))
    key_of(other_clinic)

    with clinic_context(other_clinic):
        used(key, NOW)

    assert (last_use(clinic), last_use(other_clinic)) == (NOW, None)


def test_a_process_asks_the_database_once_a_minute(clinic, django_assert_num_queries):
    key = check_key(key_of(clinic))
    used(key, NOW)

    with django_assert_num_queries(0):
        for second in range(59):
            used(key, NOW + timedelta(seconds=second))

    assert last_use(clinic) == NOW


@pytest.mark.parametrize(("later", "noted"), [(59, 0), (61, 61)])
def test_what_another_process_noted_within_the_minute_is_not_written_again(clinic, later, noted):
    key = check_key(key_of(clinic))
    used(key, NOW)
    forget_uses()  # as another process, which noted nothing yet

    used(key, NOW + timedelta(seconds=later))

    assert last_use(clinic) == NOW + timedelta(seconds=noted)


def test_a_database_that_is_away_is_no_failure(clinic, monkeypatch):
    key = check_key(key_of(clinic))

    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("tenants.keys.services.use.ApiKey.objects.filter", away)

    used(key, NOW)

    assert last_use_later(clinic, monkeypatch) is None


def last_use_later(clinic, monkeypatch):
    monkeypatch.undo()
    return last_use(clinic)


def test_nobody_waits_for_a_row_that_somebody_holds(fresh_clinic, monkeypatch):
    clinic = fresh_clinic()
    key, told = check_key(key_of(clinic)), []
    monkeypatch.setattr("tenants.keys.services.use.log.warning", lambda *words, **more: told.append(more))

    with clinic_context(clinic), transaction.atomic():
        ApiKey.objects.select_for_update().get()
        (answer,) = at_once(clinic, lambda: _quickly(key))

    assert (answer, told) == (None, [])  # whoever waited would have given up and said so
    assert last_use(clinic) is None


def _quickly(key):
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    used(key, NOW)


def test_it_is_noted_by_itself_where_no_transaction_stands_around_it(fresh_clinic):
    clinic = fresh_clinic()
    key = check_key(key_of(clinic))
    assert not connection.in_atomic_block

    used(key, NOW)

    assert last_use(clinic) == NOW
