"""Somebody stores a form while a worker keeps a token that the provider gave meanwhile (INTEGRATIONS 6)."""

import threading

from django.db import connection, transaction

from crm.testing.processes import until
from crm.testing.threads import at_once
from tenants.context import clinic_context
from tenants.settings.services.credentials import renew, store, use

KIND = "mail_sign_in"
FORM = {"provider": "microsoft", "client_id": "app", "user": "reception@example.com", "tenant": ""}
SECRETS = {"client_secret": "secret-of-the-app", "refresh_token": "the-first"}


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_a_secret_that_is_left_empty_stays_as_the_provider_gave_it_last(fresh_clinic):
    clinic, given = fresh_clinic(), threading.Event()
    with clinic_context(clinic):
        store(KIND, FORM | SECRETS, by=None)

    def worker():
        with transaction.atomic():
            renew(KIND, use(KIND), {"refresh_token": "the-second"})
            given.set()
            until(somebody_waits)

    def boss():
        assert given.wait(10)
        store(KIND, FORM | {"client_secret": "another"}, by=None)

    at_once(clinic, worker, boss)

    with clinic_context(clinic):
        kept = use(KIND)
    assert (kept["refresh_token"], kept["client_secret"]) == ("the-second", "another")
