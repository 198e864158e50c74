"""What the app role may not do, asked of PostgreSQL itself (H:K5, G13, T2)."""

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from tenants.context import clinic_context
from tenants.services.grants import APPEND_ONLY, PUBLIC_WRITABLE, READ_ONLY

FORBIDDEN = [
    "DROP TABLE staff_user",
    "DROP SCHEMA {schema} CASCADE",
    "TRUNCATE staff_user CASCADE",
    "ALTER TABLE staff_user ADD COLUMN more text",
    "CREATE TABLE {schema}.more (id int)",
    "CREATE TABLE public.more (id int)",
    "CREATE SCHEMA more",
    "CREATE ROLE more",
    "ALTER ROLE {role} SUPERUSER",
    "SET ROLE {owner}",
    "COPY staff_user TO PROGRAM 'cat'",
    "COPY staff_user TO '/tmp/more'",
    "SELECT pg_read_file('/etc/passwd')",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_app_role_may_not(clinic, statement):
    names = {"schema": clinic.schema_name, "role": settings.DATABASES["default"]["USER"], "owner": owner_of(clinic)}

    with clinic_context(clinic):
        assert_denied(statement.format(**names))


def test_the_app_role_has_no_attribute_of_an_administrator(clinic):
    assert ask("SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles"
               " WHERE rolname = current_user") == [(False,) * 5]  # fmt: skip


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_is_written_once_is_not_changed_or_deleted_afterwards(clinic, table, statement):
    with clinic_context(clinic):
        assert_denied(statement.format(table))


@pytest.mark.parametrize("table", READ_ONLY)
def test_which_migrations_ran_is_not_the_app_roles_to_say(clinic, table):
    with clinic_context(clinic):
        assert_denied(f"INSERT INTO {table} (app, name, applied) VALUES ('x', 'y', now())")


def test_of_the_platforms_tables_it_writes_those_of_the_list_and_no_other(clinic):
    writable = ask(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege(current_user, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
    )

    assert {name for (name,) in writable} - set(APPEND_ONLY) == set(PUBLIC_WRITABLE)


@pytest.mark.parametrize("table", ["auditlog_logentry", "django_admin_log"])
def test_the_platforms_own_log_takes_new_lines_only(clinic, table):
    allowed = [
        right
        for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if ask(f"SELECT has_table_privilege(current_user, 'public.{table}', '{right}')") == [(True,)]
    ]

    assert allowed == ["INSERT"]


def assert_denied(statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner|superuser"), transaction.atomic():
        ask(statement)


def owner_of(clinic):
    return ask(f"SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = '{clinic.schema_name}'")[0][0]


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
