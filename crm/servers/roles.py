"""The database and its two roles. The owner migrates; the app reads and writes what the owner lets it."""

import psycopg
from psycopg import sql

from crm.servers.passwords import APP, OWNER

DATABASE = "bridgework"
LIMITS = sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS")


def make_roles(admin: psycopg.Connection, passwords: dict[str, str]) -> None:
    """Create what is missing of the roles and the database; a repeat changes nothing.

    `admin` is the superuser's connection, in autocommit. A database with one thing missing after a crash is
    completed at the next start.
    """
    for role in (OWNER, APP):
        if not _there(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            _make_role(admin, role, passwords[role])
    if not _there(admin, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        admin.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    _close_databases(admin)


def close_public(database: psycopg.Connection) -> None:
    """Inside the database: only its owner creates anything in the schema public."""
    database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


def _make_role(admin: psycopg.Connection, role: str, password: str) -> None:
    """The password goes over hashed, so that no server log can ever hold it."""
    scram = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    create = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
    admin.execute(create.format(sql.Identifier(role), LIMITS, sql.Literal(scram.decode())))


def _close_databases(admin: psycopg.Connection) -> None:
    names = {"d": sql.Identifier(DATABASE), "app": sql.Identifier(APP), "owner": sql.Identifier(OWNER)}
    for statement in (
        "REVOKE CONNECT, TEMPORARY ON DATABASE {d} FROM PUBLIC",
        "REVOKE CONNECT, TEMPORARY ON DATABASE postgres, template1 FROM PUBLIC",
        "GRANT CONNECT, TEMPORARY ON DATABASE {d} TO {owner}",
        "GRANT CONNECT ON DATABASE {d} TO {app}",
    ):
        admin.execute(sql.SQL(statement).format(**names))


def _there(admin: psycopg.Connection, question: str, name: str) -> bool:
    return admin.execute(question, [name]).fetchone() is not None
