import stat

import environ
import psutil
import psycopg
import redis

from crm.servers import Servers


def test_neither_server_opens_a_network_port(servers: Servers):
    processes = [psutil.Process(server.identity.pid) for server in (servers.postgres, servers.redis)]

    ports = [found for process in processes for found in process.net_connections("inet")]

    assert ports == []


def test_the_sockets_lie_in_one_short_folder_that_only_their_account_enters(servers: Servers):
    mode = stat.S_IMODE(servers.sockets.stat().st_mode)

    assert mode == 0o700
    assert servers.postgres.socket.is_socket()
    assert servers.redis.socket.is_socket()
    assert len(str(servers.postgres.socket)) < 60


def test_django_environ_and_psycopg_read_the_same_address(servers: Servers):
    url = servers.environment()["DATABASE_URL"]

    read = environ.Env.db_url_config(url)
    keywords = {"dbname": read["NAME"], "user": read["USER"], "password": read["PASSWORD"], **read["OPTIONS"]}

    with psycopg.connect(url) as directly, psycopg.connect(**keywords) as as_django_does:
        assert directly.info.host == as_django_does.info.host == str(servers.sockets)
        assert as_django_does.execute("SELECT current_user").fetchone() == ("bridgework_app",)


def test_redis_py_reads_the_address(servers: Servers):
    client = redis.Redis.from_url(servers.environment()["REDIS_URL"])

    assert client.ping()


def test_the_database_is_of_the_major_that_was_asked_for(servers: Servers):
    with psycopg.connect(servers.environment()["DATABASE_URL"]) as connection:
        assert connection.info.server_version // 10000 == servers.postgres.major
