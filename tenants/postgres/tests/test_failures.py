"""Whatever fails, a row is in its clinic and its transaction, or nowhere and somebody is told (H:M6)."""

import contextlib

import pytest
from django.db import DatabaseError, DataError, IntegrityError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError

from tenants.context import clinic_context
from tenants.notices.models import Notice
from tenants.outbox.models import Job
from tenants.postgres.tests.steps import ask, fail_after, savepoint, try_to, write_together
from tenants.services.keys_ahead import KeysAhead
from tenants.services.rows import put
from tenants.services.together import say, together
from tenants.tests.test_together import job, keys

HALF = "\ud800"  # of a character
BAD = {"state": "claimed"}  # a job that is claimed has a claim: a constraint


# What fails before it is a message at all: its values cannot be written.
UNQUOTED = [
    lambda: try_to(Job.objects.filter(key="\0").exists, DatabaseError),
    lambda: try_to(Job.objects.filter(key=HALF).exists, ValueError),
    lambda: try_to(lambda: connection.cursor().execute("SELECT %s", []), DatabaseError),
    lambda: try_to(lambda: connection.cursor().execute("SELECT %s", [object()]), DatabaseError),
]


@pytest.mark.parametrize(
    "broken",
    [
        lambda: try_to(lambda: ask("SELEC 1"), ProgrammingError),
        lambda: try_to(lambda: ask(f"SELECT '{HALF}'"), DataError),
        lambda: try_to(lambda: savepoint(lambda: ask("SELEC 1")), ProgrammingError),
        *UNQUOTED,
    ],
    ids=["no SQL", "no text", "no SQL in a savepoint", "NUL", "half a character", "no values", "no value"],
)
def test_after_a_first_message_that_nobody_could_read_the_transaction_is_one_in_its_clinic(two, broken):
    ours, theirs = two
    with clinic_context(theirs):
        Job.objects.exists()
    with clinic_context(ours), contextlib.suppress(ZeroDivisionError):
        fail_after(broken, lambda: Job.objects.create(**job("stray")))

    for clinic in two:
        with clinic_context(clinic):
            assert keys() == []


@pytest.mark.parametrize("broken", ["SELEC 1", "SELECT 1/0"], ids=["no SQL", "an error"])
def test_a_savepoint_that_fails_costs_nothing_of_what_waited_before_it(own, broken):
    with transaction.atomic(), together():
        put(Job, job("before"))
        try_to(lambda: savepoint(lambda: ask(broken)), DatabaseError)
        put(Job, job("after"))

    assert keys() == ["after", "before"]


@pytest.mark.parametrize("broken", [lambda: try_to(lambda: ask("SELEC 1"), DatabaseError), *UNQUOTED])
def test_what_nobody_could_read_costs_nothing_of_what_waits(own, broken):
    with transaction.atomic(), together():
        put(Job, job("before"))
        broken()
        put(Job, job("after"))

    assert keys() == ["after", "before"]


def test_a_cursor_that_outlives_a_transaction_in_which_nothing_was_asked_is_in_its_clinic(two):
    ours, theirs = two
    with clinic_context(theirs):
        Job.objects.exists()
    with clinic_context(ours):
        with transaction.atomic():
            cursor = connection.cursor()
        cursor.execute("SELECT current_schema()")

        assert cursor.fetchone() == (ours.schema_name,)


@pytest.mark.parametrize("nothing", ["", " ", ";", "-- nothing"])
def test_nothing_is_asked_as_well_as_something(own, nothing):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(nothing)
        cursor.execute("SELECT 2")

        assert cursor.fetchone() == (2,)


def lose_a_row_quietly():
    with transaction.atomic(), together():
        Job.objects.exists()
        put(Job, job("refused", **BAD))
        try_to(lambda: savepoint(Job.objects.exists), DatabaseError)
        put(Job, job("after"))


def end_quietly_after_a_row_was_refused():
    with transaction.atomic(), together():
        put(Job, job("refused", **BAD))
        try_to(lambda: savepoint(Job.objects.exists), DatabaseError)


def end_quietly_after_an_error():
    with transaction.atomic():
        Job.objects.create(**job("lost"))
        try_to(lambda: ask("SELECT 1/0"), DatabaseError)


def close_quietly():
    with transaction.atomic(), together():
        Job.objects.exists()
        connection.close()
        put(Job, job("lost"))


def close_quietly_at_the_end():
    with transaction.atomic(), together():
        put(Job, job("lost"))
        connection.close()


@pytest.mark.parametrize(
    "work",
    [
        lose_a_row_quietly,
        end_quietly_after_a_row_was_refused,
        end_quietly_after_an_error,
        close_quietly,
        close_quietly_at_the_end,
    ],
)
def test_rows_that_are_lost_are_not_lost_quietly(own, work):
    with pytest.raises(TransactionManagementError):
        work()

    assert keys() == []


def test_after_an_error_that_somebody_swallowed_the_next_row_is_in_its_clinic(two):
    ours, theirs = two
    with clinic_context(theirs):
        Job.objects.exists()
    with clinic_context(ours):
        try_to(end_quietly_after_an_error, TransactionManagementError)
        Job.objects.create(**job("ours"))

        assert keys() == ["ours"]


@pytest.mark.parametrize("asked", [0, 1], ids=["first", "last"])
def test_half_a_character_is_refused_as_a_value_and_spoils_no_later_transaction(own, asked):
    with pytest.raises(DataError):
        write_together(*[Job.objects.exists] * asked, lambda: put(Job, job(HALF)))

    with transaction.atomic():
        Job.objects.create(**job("later"))
    connection.close()
    assert keys() == ["later"]


def test_a_connection_without_autocommit_begins_again_after_each_end(own):
    transaction.set_autocommit(False)
    Job.objects.create(**job("one"))
    transaction.commit()
    Job.objects.create(**job("two"))
    transaction.rollback()
    transaction.set_autocommit(True)

    assert keys() == ["one"]


def change_by_hand():
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{connection.schema_name}".outbox_job SET attempts = 5')


def test_a_cursor_that_django_did_not_make_is_in_the_transaction_too(own):
    Job.objects.create(**job("one"))

    try_to(lambda: fail_after(change_by_hand), ZeroDivisionError)

    assert Job.objects.get().attempts == 0


def test_a_comment_swallows_nothing(own):
    Job.objects.create(**job("one"))

    with transaction.atomic(), together():
        say("UPDATE outbox_job SET attempts = 3 -- all of them")

    connection.close()
    assert Job.objects.get().attempts == 3


def test_of_a_question_that_is_two_the_first_is_answered_first(own):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1; SELECT 2")

        assert (cursor.fetchall(), cursor.nextset(), cursor.fetchall()) == ([(1,)], True, [(2,)])


def test_keys_that_went_with_a_savepoint_are_drawn_again(own):
    drawn = []
    with transaction.atomic(), together():
        try_to(lambda: fail_after(lambda: drawn.append(KeysAhead(Notice))), ZeroDivisionError)

        assert drawn[0][Notice] > 0


def test_a_row_refused_at_the_end_is_refused_aloud(own):
    with pytest.raises(IntegrityError), transaction.atomic(), together():
        put(Job, job("refused", **BAD))

    assert keys() == []
