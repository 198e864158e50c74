"""Columns asked for by hand are those that the ORM would give."""

import datetime

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.testing.statements import asked
from tenants.context import clinic_context
from tenants.outbox.models import Job
from tenants.services.find import find
from tenants.services.rows import put

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def jobs(clinic):
    with clinic_context(clinic):
        put(Job, *[{"kind": kind, "key": f"{kind}'{n}%s", "due_at": NOW} for kind in "ab" for n in range(3)])


def test_rows_that_equal_one_of_the_wanted_are_found(clinic, jobs):
    with clinic_context(clinic):
        found = find(Job, ["key", "due_at"], [{"kind": "a", "key": "a'1%s"}, {"kind": "b", "key": "b'2%s"},
                                              {"kind": "a", "key": "b'0%s"}])  # fmt: skip

    assert sorted(found) == [("a'1%s", NOW), ("b'2%s", NOW)]


def test_columns_come_as_the_orm_gives_them(clinic, jobs):
    names = ["pk", "kind", "attempts", "due_at", "claim"]
    with clinic_context(clinic):
        assert sorted(find(Job, names)) == sorted(Job.objects.values_list(*names))


def test_a_neighbours_rows_are_not_found(clinic, other_clinic, jobs):
    with clinic_context(other_clinic):
        assert find(Job, ["pk"], [{"kind": "a"}]) == []


def test_whoever_looks_for_nobody_asks_nothing(clinic):
    with clinic_context(clinic), CaptureQueriesContext(connection) as said:
        assert find(Job, ["pk"], []) == []

    assert asked(said) == []


def test_a_column_that_is_not_there_is_our_mistake(clinic):
    with clinic_context(clinic), pytest.raises(FieldDoesNotExist):
        find(Job, ["colour"])
