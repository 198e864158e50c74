"""A signal in the middle of a message: nobody knows what was done, so nothing of it is kept (H:M6)."""

import contextlib
import signal

import psycopg
import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.postgres.tests.steps import ask, try_to, write_together
from tenants.services.rows import put
from tenants.services.together import say
from tenants.tests.test_together import job, keys


class Interrupted(Exception):
    """By a signal."""


@contextlib.contextmanager
def soon_interrupted():
    def interrupt(*_):
        raise Interrupted

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("wait", [lambda: say("SELECT pg_sleep(1)"), lambda: ask("SELECT pg_sleep(1)")])
def test_after_a_transaction_that_a_signal_cut_short_the_next_clinic_is_served(two, wait):
    ours, theirs = two
    with clinic_context(ours), pytest.raises(Interrupted), soon_interrupted():
        write_together(lambda: put(Job, job("one")), wait)
    with clinic_context(theirs), transaction.atomic():
        Job.objects.create(**job("kept"))

    with clinic_context(ours):
        Job.objects.create(**job("one"))  # waits for the server to be done with what was cut short
        assert Job.objects.get().attempts == 0
    with clinic_context(theirs):
        assert keys() == ["kept"]


@pytest.mark.parametrize("is_done", [True, False])
@pytest.mark.parametrize("before", [[], [lambda: Job.objects.create(**job("one"))]], ids=["first", "later"])
def test_after_an_interruption_that_was_swallowed_nothing_is_kept(two, monkeypatch, is_done, before):
    real, armed = psycopg.Cursor.execute, []

    def interrupted(self, *args, **more):
        if armed and not is_done:
            raise armed.pop()
        real(self, *args, **more)
        if armed:
            raise armed.pop()
        return self

    monkeypatch.setattr(psycopg.Cursor, "execute", interrupted)
    last = [
        lambda: put(Job, job("two")),
        lambda: armed.append(Interrupted()),
        lambda: try_to(Job.objects.exists, Interrupted),
    ]
    with clinic_context(two[1]):
        Job.objects.exists()
    with clinic_context(two[0]), pytest.raises(TransactionManagementError):
        write_together(*before, *last, lambda: put(Job, job("three")))

    for clinic in two:
        with clinic_context(clinic):
            assert keys() == []
