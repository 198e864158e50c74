import os
import signal
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from crm.servers import Servers, ServersError, start
from crm.servers.postgres import Postgres
from crm.servers.tests.conftest import until


def note(servers: Servers) -> None:
    with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE public.note AS SELECT 'kept' AS text")
    redis.Redis.from_url(servers.environment()["REDIS_URL"]).set("note", "kept")


def noted(servers: Servers) -> list[str]:
    with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"]) as connection:
        text = connection.execute("SELECT text FROM public.note").fetchone()
    client = redis.Redis.from_url(servers.environment()["REDIS_URL"], decode_responses=True)
    return [*(text or []), client.get("note")]


def test_a_second_start_finds_the_data_of_the_first(home: Path):
    with start(home) as first:
        note(first)

    with start(home) as second:
        assert noted(second) == ["kept", "kept"]


@pytest.mark.parametrize("durable", [True, False])
def test_each_server_comes_back_from_a_stop_with_its_data_at_the_same_address(home: Path, durable: bool):
    with start(home, durable=durable) as servers:
        note(servers)
        before = servers.environment()

        servers.redis.stop()
        servers.postgres.stop()
        servers.redis.start()
        servers.postgres.start()

        assert servers.environment() == before
        assert noted(servers) == ["kept", "kept"]


def test_a_stopped_server_refuses_and_the_other_one_goes_on(home: Path):
    with start(home, durable=False) as servers:
        servers.postgres.stop()

        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(servers.environment()["DATABASE_URL"])
        assert redis.Redis.from_url(servers.environment()["REDIS_URL"]).ping()


def test_a_killed_server_comes_back_with_what_was_committed(home: Path):
    with start(home, durable=False) as servers:
        note(servers)

        servers.postgres.kill()
        assert not servers.postgres.alive
        servers.postgres.start()

        assert noted(servers) == ["kept", "kept"]


def test_a_frozen_redis_hangs_and_thaws(home: Path):
    with start(home, durable=False) as servers:
        client = redis.Redis.from_url(servers.environment()["REDIS_URL"], socket_timeout=0.2)
        client.ping()

        servers.redis.freeze()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        servers.redis.thaw()

        assert until(servers.redis.answers)


def test_a_frozen_server_stops_all_the_same(home: Path):
    with start(home, durable=False) as servers:
        servers.postgres.freeze()

        servers.stop()

        assert not servers.postgres.alive
        assert not servers.sockets.exists()


def test_a_killed_postmaster_comes_back_although_a_backend_of_it_still_hangs(home: Path):
    with start(home, durable=False) as servers:
        note(servers)
        with psycopg.connect(servers.environment()["DATABASE_URL"]) as connection:
            os.kill(connection.info.backend_pid, signal.SIGSTOP)
            os.kill(servers.postgres.identity.pid, signal.SIGKILL)
            assert until(lambda: servers.dead() == ["PostgreSQL"])

            servers.revive()

        assert noted(servers) == ["kept", "kept"]


def test_a_killed_postmaster_is_collected_before_the_next_one_looks_for_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    """A zombie still has its number: PostgreSQL takes it for a living owner of the data folder."""
    with start(home, durable=False) as servers:
        killed, launch, seen = servers.postgres.identity.pid, Postgres.command, []
        monkeypatch.setattr(
            Postgres, "command", lambda server: [seen.append(psutil.pid_exists(killed)), launch(server)][1]
        )
        os.kill(killed, signal.SIGKILL)
        assert until(lambda: servers.dead() == ["PostgreSQL"])

        servers.revive()

        assert seen == [False]


def test_without_the_folder_of_its_socket_a_server_is_not_waited_for(home: Path):
    with start(home, durable=False) as servers:
        kept, sockets = home / "kept", servers.sockets
        sockets.rename(kept)
        os.kill(servers.postgres.identity.pid, signal.SIGKILL)
        assert until(lambda: servers.dead() == ["PostgreSQL"])

        with pytest.raises(ServersError, match="is gone"):
            servers.revive()

        assert servers.dead() == ["PostgreSQL"]
        kept.rename(sockets)
