"""A connection that ended while nobody looked is replaced before anybody asks it (H:P5)."""

import psycopg
import pytest
from django.db import connection

from tenants.postgres.alive import is_alive


@pytest.fixture
def raw(servers):
    one = psycopg.connect(_url(), autocommit=True)
    yield one
    one.close()


def _url():
    params = connection.get_connection_params()
    named = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)}
    return psycopg.conninfo.make_conninfo(**named)


def test_an_idle_connection_is_alive_and_not_asked(committed, raw, monkeypatch):
    monkeypatch.setattr(psycopg.Connection, "execute", None)

    assert is_alive(raw)


def test_one_that_the_server_ended_is_not(committed, raw):
    with psycopg.connect(_url(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [raw.info.backend_pid])

    assert not is_alive(raw)


def test_one_that_we_closed_is_not(committed, raw):
    raw.close()

    assert not is_alive(raw)


def test_one_that_has_something_to_tell_is_asked(committed, raw):
    raw.execute("LISTEN a_channel")
    with psycopg.connect(_url(), autocommit=True) as other:
        other.execute("NOTIFY a_channel")

    assert is_alive(raw)
    assert is_alive(raw)


def test_one_that_was_cut_short_is_not(committed, raw):
    raw.pgconn.send_query(b"SELECT pg_sleep(1)")

    assert not is_alive(raw)
