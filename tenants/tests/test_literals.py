"""A value written into SQL arrives as the one that was given, whatever it holds."""

import datetime
import uuid
from ipaddress import ip_address

import pytest
from django.db import DataError, connection
from django.utils.safestring import mark_safe
from psycopg.types.json import Jsonb

from leads.models.stage import Semantic
from tenants.services.literals import literals

BERLIN = datetime.timezone(datetime.timedelta(hours=2))
VALUES = [
    None, "", "Mario", "O'Brien", "\\", "\\'; DROP TABLE x --", "100 %s %(a)s", "Çağrı 🦷", "a\nb", "$1",
    mark_safe("x"),
    True, False, 0, -7, 2**40, 1.5, b"", b"\x00'\\%s",
    datetime.datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=BERLIN),
    datetime.date(2026, 3, 1), uuid.UUID(int=7), [1, -2], [], ["a'"], ip_address("192.0.2.1"),
    ip_address("2001:db8::1"), Jsonb({"it's": ["\\", "%s", "é", None, 1.5]}), Jsonb([]),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_psycopg_would_bring_it(clinic, value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [value])
        expected = cursor.fetchone()
        cursor.execute(f"SELECT {literals([value])[0]}")

        assert cursor.fetchone() == expected


def test_a_choice_is_its_value():
    assert literals([Semantic.NEW]) == ["'new'"]


def test_what_no_column_holds_is_refused(clinic):
    with pytest.raises(DataError):
        literals(["a\x00b"])


def test_a_text_is_never_more_than_a_text_in_a_session_that_reads_backslashes(clinic):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL standard_conforming_strings = off")
        cursor.execute("SELECT " + ", ".join(literals(["a\\", "'"])))

        assert cursor.fetchone() == ("a\\", "'")
