"""What waits for the next statement is stored as if it had not waited."""

import contextlib
import datetime

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.testing.statements import asked
from tenants.context import clinic_context, platform_schema
from tenants.models import Clinic
from tenants.outbox.models import Job
from tenants.services.find import find
from tenants.services.locks import lock_names
from tenants.services.rows import insert, put
from tenants.services.together import say, together

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def job(key, **more):
    return {"kind": "a", "key": key, "due_at": NOW, **more}


def keys():
    return sorted(Job.objects.values_list("key", flat=True))


@transaction.atomic
def fail_after(*rows):
    """A savepoint that ends by an error of Python's."""
    put(Job, *rows)
    raise ZeroDivisionError


def fail_together(*rows):
    with together():
        fail_after(*rows)


def test_rows_that_nobody_asks_for_leave_in_one_message(clinic):
    with clinic_context(clinic), CaptureQueriesContext(connection) as said, transaction.atomic(), together():
        put(Job, job("one"))
        put(Job, job("100%s"), job("two"))
        lock_names(["a name"])

    assert len(asked(said)) == 1
    with clinic_context(clinic):
        assert keys() == ["100%s", "one", "two"]


def test_without_a_block_a_row_is_written_at_once(clinic):
    with clinic_context(clinic), CaptureQueriesContext(connection) as said:
        put(Job, job("one"))
        put(Job, job("two"))

    assert len(asked(said)) == 2


@pytest.mark.parametrize(
    "question",
    [
        lambda: [key for (key,) in find(Job, ["key"])],
        lambda: list(Job.objects.values_list("key", flat=True)),
        lambda: [job.key for job in Job.objects.iterator(chunk_size=1)],
        lambda: [insert(Job, **job("asked")) and "one"],
    ],
    ids=["find", "the ORM", "a server-side cursor", "insert"],
)
def test_whoever_asks_sees_what_waited(clinic, question):
    with clinic_context(clinic), together():
        put(Job, job("one"))

        assert question() == ["one"]


def test_a_statement_that_counts_rows_counts_its_own(clinic):
    with clinic_context(clinic), together():
        put(Job, job("one"))
        put(Job, job("two"))

        assert Job.objects.filter(key="two").update(attempts=3) == 1


def test_what_waits_is_stored_in_the_clinic_where_it_was_said(clinic, other_clinic):
    with clinic_context(clinic), together():
        put(Job, job("one"))
        with clinic_context(other_clinic):
            put(Job, job("two"))
        with platform_schema():
            assert Clinic.objects.exists()
        put(Job, job("three"))

    with clinic_context(clinic):
        assert keys() == ["one", "three"]
    with clinic_context(other_clinic):
        assert keys() == ["two"]


def test_a_savepoint_that_fails_takes_its_rows_with_it_and_no_others(clinic):
    with clinic_context(clinic), together():
        put(Job, job("before"))
        with pytest.raises(ZeroDivisionError):
            fail_after(job("inside"))
        put(Job, job("after"))

    with clinic_context(clinic):
        assert keys() == ["after", "before"]


@pytest.mark.parametrize(
    ("bad", "refusal"),
    [({"kind": "x" * 100}, DataError), ({"state": "claimed"}, IntegrityError)],
    ids=["too long", "a constraint"],
)
def test_a_refused_row_is_refused_by_the_end_of_its_savepoint(clinic, bad, refusal):
    with clinic_context(clinic), together():
        put(Job, job("before"))
        with pytest.raises(refusal), transaction.atomic():
            put(Job, job("inside", **bad))
        put(Job, job("after"))

    with clinic_context(clinic):
        assert keys() == ["after", "before"]


def test_a_savepoint_with_a_bad_row_that_ends_for_another_reason_is_rolled_back(clinic):
    with clinic_context(clinic), together():
        with pytest.raises(ZeroDivisionError):
            fail_after(job("inside", state="claimed"))
        put(Job, job("after"))

    with clinic_context(clinic):
        assert keys() == ["after"]


def test_nothing_of_a_block_that_fails_is_stored(clinic):
    with clinic_context(clinic):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            fail_together(job("one"))

        assert keys() == []


def test_who_catches_the_failure_of_a_block_keeps_what_was_said_before_it(clinic):
    with clinic_context(clinic):
        with contextlib.suppress(ZeroDivisionError), together():
            put(Job, job("one"))
            raise ZeroDivisionError

        assert keys() == ["one"]


def test_a_block_within_a_block_sends_with_the_outer_one(clinic):
    with clinic_context(clinic), CaptureQueriesContext(connection) as said, transaction.atomic(), together():
        with together():
            put(Job, job("one"))
        put(Job, job("two"))

    assert len(asked(said)) == 1


def test_a_block_belongs_into_a_transaction(committed, clinics):
    with clinic_context(clinics[0]), pytest.raises(RuntimeError, match="transaction"), together():
        say("SELECT 1", [])
