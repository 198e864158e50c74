"""What travels together, and that nobody but the clock sees it (H:M6)."""

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from tenants.outbox.models import Job
from tenants.services.rows import put
from tenants.services.together import together
from tenants.tests.test_together import job, keys

BAD = {"state": "claimed"}  # a job that is claimed has a claim: a constraint


@pytest.fixture
def messages(monkeypatch):
    """What was sent to PostgreSQL, message by message."""
    sent, execute = [], psycopg.Cursor.execute

    def listened(self, query, *args, **more):
        sent.append(str(query))
        return execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.Cursor, "execute", listened)
    return sent


def write(*rows):
    with transaction.atomic(), together():
        for row in rows:
            put(Job, row)


@transaction.atomic
def fail(error):
    Job.objects.exists()
    raise error


def test_the_beginning_of_a_transaction_travels_with_its_first_statement(own, messages):
    with transaction.atomic():
        Job.objects.exists()

    assert len(messages) == 1
    assert messages[0].startswith(f'BEGIN\n; SET search_path = "{own.schema_name}"\n; SELECT')


def test_rows_nobody_asks_for_leave_at_the_end_in_one_message(own, messages):
    write(job("one"), job("two"))

    assert len(messages) == 1
    assert messages[0].startswith("BEGIN\n; SET")
    assert keys() == ["one", "two"]


def test_a_transaction_in_which_nothing_was_asked_is_none(own, messages):
    connection.set_tenant(own, include_public=False)
    with transaction.atomic():
        connection.cursor()

    assert messages == []
    assert keys() == []  # in the right clinic, though its path was not set above


def test_a_row_that_is_refused_at_the_end_takes_everything_with_it(own):
    with pytest.raises(IntegrityError):
        write(job("one"), job("two", **BAD))

    assert keys() == []


@pytest.mark.parametrize("ends", [ZeroDivisionError, IntegrityError])
def test_after_a_transaction_that_failed_the_clinic_is_still_the_same(own, ends):
    connection.set_tenant(own, include_public=False)
    with pytest.raises(ends):
        fail(ends)

    assert keys() == []
    write(job("one"))
    assert keys() == ["one"]


def test_after_a_statement_that_failed_inside_the_clinic_is_still_the_same(own):
    connection.set_tenant(own, include_public=False)
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.create(**job("bad", **BAD))
        Job.objects.create(**job("good"))

    assert keys() == ["good"]


def test_rows_can_be_locked_while_they_are_read_one_by_one(own):
    write(job("one"), job("two"))

    with transaction.atomic():
        locked = [one.key for one in Job.objects.select_for_update().order_by("key").iterator(chunk_size=1)]

    assert locked == ["one", "two"]


def test_many_at_once_come_after_what_waits(own):
    with transaction.atomic(), together(), connection.cursor() as cursor:
        put(Job, job("one"))
        cursor.executemany("UPDATE outbox_job SET attempts = %s", [[1], [2]])

    assert Job.objects.get().attempts == 2


def test_a_copy_comes_after_what_waits(own):
    with transaction.atomic(), together(), connection.cursor() as cursor:
        put(Job, job("one"))
        with cursor.copy("COPY (SELECT key FROM outbox_job) TO STDOUT") as copy:
            assert list(copy.rows()) == [("one",)]


def test_a_connection_given_back_takes_nothing_along(own, messages):
    connection.set_autocommit(False)
    connection.close()

    assert messages == []
    assert keys() == []
