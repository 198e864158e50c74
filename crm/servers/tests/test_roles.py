from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from crm.servers import Servers


@pytest.fixture
def app(servers: Servers) -> Iterator[psycopg.Connection]:
    with psycopg.connect(servers.environment()["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(servers: Servers) -> Iterator[psycopg.Connection]:
    with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "DROP DATABASE bridgework",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "ALTER ROLE bridgework_app SUPERUSER",
        "SET ROLE bridgework_owner",
    ],
)
def test_the_app_role_may_only_connect(app: psycopg.Connection, forbidden: str):
    with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)):
        app.execute(forbidden)


def test_the_owner_role_makes_schemas_and_tables(owner: psycopg.Connection):
    owner.execute(
        "CREATE SCHEMA clinic_a; CREATE TABLE clinic_a.lead (id int); CREATE TABLE public.clinic (id int)"
    )

    owner.execute("DROP SCHEMA clinic_a CASCADE; DROP TABLE public.clinic")


@pytest.mark.parametrize(
    "forbidden", ["CREATE ROLE mine", "CREATE DATABASE mine", "COPY (SELECT 1) TO PROGRAM 'cat'"]
)
def test_the_owner_role_is_no_superuser(owner: psycopg.Connection, forbidden: str):
    with pytest.raises(errors.InsufficientPrivilege):
        owner.execute(forbidden)


@pytest.mark.parametrize("database", ["postgres", "template1"])
@pytest.mark.parametrize("role", ["bridgework_app", "bridgework_owner"])
def test_no_role_enters_another_database(servers: Servers, role: str, database: str):
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(servers.postgres.url(role, database))


def test_a_wrong_password_is_refused(servers: Servers):
    servers.postgres.passwords["bridgework_app"], right = "wrong", servers.postgres.passwords["bridgework_app"]
    try:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(servers.environment()["DATABASE_URL"])
    finally:
        servers.postgres.passwords["bridgework_app"] = right


def test_no_password_stands_in_the_servers_log(servers: Servers):
    log = servers.postgres.data.with_name(f"{servers.postgres.data.name}.log").read_text()

    assert not any(password in log for password in servers.postgres.passwords.values())


def test_lower_case_works_beyond_ascii(app: psycopg.Connection):
    assert app.execute("SELECT lower('ËÇŞ')").fetchone() == ("ëçş",)
