"""The embedded PostgreSQL's log tells that something failed, and none of the rows it failed on."""

from pathlib import Path

import psycopg
import pytest

from crm.servers import Servers

CANARY = "canary-mario@example.com"


@pytest.fixture
def table(servers: Servers):
    with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE person (mail text UNIQUE, age int CHECK (age > 0))")
        yield owner
        owner.execute("DROP TABLE person")


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (f"INSERT INTO person VALUES ('{CANARY}', 1), ('{CANARY}', 1)", "duplicate key value"),
        (f"INSERT INTO person VALUES ('{CANARY}', 0)", "violates check constraint"),
        (f"SELECT 1 FROM person WHERE mail = '{CANARY}' AND 1 / 0 = 1", "division by zero"),
    ],
)
def test_a_statement_that_fails_is_logged_by_its_kind_and_without_its_values(
    servers: Servers, table: psycopg.Connection, statement: str, kind: str
):
    with pytest.raises(psycopg.Error):
        table.execute(statement)

    log = log_of(servers)
    assert kind in log
    assert CANARY not in log


def log_of(servers: Servers) -> str:
    return Path(f"{servers.postgres.data}.log").read_text()
