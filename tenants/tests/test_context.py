"""Whose rows the connection sees, also after errors, roll-backs and in threads (H:T3, T4, M4, M5, M6)."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from crm.testing.people import make_user
from tenants.context import NoClinic, clinic_context, current_clinic, in_thread, is_platform, platform_schema
from tenants.models import Clinic
from tenants.staff.models import User


class Boom(Exception):
    """Raised on purpose."""


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def schema():
    """What PostgreSQL itself believes, the whole search path."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schemas(false)::text")
        return cursor.fetchone()[0].strip("{}")


def test_inside_only_the_clinics_schema_is_searched_and_public_is_not(clinic):
    with clinic_context(clinic):
        assert schema() == clinic.schema_name
        assert current_clinic() == clinic

    assert schema() == "public"
    assert is_platform()


def test_contexts_nest_and_each_gives_back_what_it_found(clinic, other_clinic):
    with clinic_context(clinic):
        with clinic_context(other_clinic):
            inner = schema()
        with platform_schema():
            platform = schema()
        outer = schema()

    assert (inner, platform, outer) == (other_clinic.schema_name, "public", clinic.schema_name)


def test_an_exception_leaves_no_clinic_behind(clinic):
    with pytest.raises(Boom), clinic_context(clinic):
        raise Boom

    assert schema() == "public"
    with pytest.raises(NoClinic):
        current_clinic()


def test_a_savepoint_rolled_back_in_another_schema_does_not_take_the_search_path_along(clinic, other_clinic):
    with clinic_context(clinic):
        with rolled_back(), clinic_context(other_clinic):
            assert schema() == other_clinic.schema_name
        after_savepoint = schema()
        with rolled_back(), platform_schema():
            Clinic.objects.count()

        assert (after_savepoint, schema()) == (clinic.schema_name,) * 2


def test_a_transaction_rolled_back_does_not_take_the_search_path_along(committed, clinics):
    clinic, other_clinic = clinics

    with clinic_context(clinic):
        with rolled_back(), clinic_context(other_clinic):
            User.objects.count()
        assert schema() == clinic.schema_name
    with rolled_back(), clinic_context(other_clinic):
        User.objects.count()
    assert schema() == "public"


def test_platform_rows_are_read_from_inside_a_clinics_transaction(clinic):
    with clinic_context(clinic), transaction.atomic():
        with platform_schema():
            found = Clinic.objects.get(pk=clinic.pk)

        assert (found, schema()) == (clinic, clinic.schema_name)


def test_a_question_asked_late_is_answered_by_whoever_is_current_then(clinic, other_clinic):
    """Why nothing lazy may leave the block: this is the trap itself, and test_rules bans it in our code (M4)."""
    make_user(clinic, email="of-a@example.com")
    make_user(other_clinic, email="of-b@example.com")

    with clinic_context(clinic):
        lazy = User.objects.values_list("email", flat=True)
        evaluated = list(lazy.all())
    with clinic_context(other_clinic):
        late = list(lazy.all())

    assert (evaluated, late) == (["of-a@example.com"], ["of-b@example.com"])


def test_every_new_cursor_follows_a_switch(clinic, other_clinic):
    """A cursor that was opened before is the trap (M6): raw ones live in tenants/ only, see test_rules."""
    seen = []
    for one in (clinic, other_clinic, clinic):
        with clinic_context(one):
            seen.append(schema())

    assert seen == [clinic.schema_name, other_clinic.schema_name, clinic.schema_name]


def test_a_bare_thread_starts_on_the_platform_and_sees_no_clinic(clinic):
    seen = []

    def look():
        seen.append(is_platform())
        connection.close()

    with clinic_context(clinic):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert seen == [True]


def test_work_in_a_thread_keeps_the_clinic_it_enters_and_leaves_the_callers_alone(clinic, other_clinic):
    def work(of):
        with clinic_context(of):
            return schema(), current_clinic()

    with clinic_context(other_clinic):
        with ThreadPoolExecutor(1) as aside:  # a browser test before us may have left a loop in this thread
            answer = aside.submit(lambda: asyncio.run(in_thread(work, clinic))).result()

        assert answer == (clinic.schema_name, clinic)
        assert schema() == other_clinic.schema_name
