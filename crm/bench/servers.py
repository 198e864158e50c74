"""PostgreSQL and Redis of this run alone, on the disk and tuned as PERFORMANCE 0 says: every commit is synced."""

import contextlib
from collections.abc import Iterator

import psutil
import psycopg

from crm.servers import Servers, temporary

GIGABYTE = 1024**3


def settings() -> dict[str, str]:
    """A quarter of the memory, 2 GB at most, for shared buffers."""
    buffers = min(2 * GIGABYTE, psutil.virtual_memory().total // 4)
    return {
        "shared_buffers": f"{buffers // 1024}kB",
        "max_wal_size": "8GB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "synchronous_commit": "on",
    }


@contextlib.contextmanager
def tuned() -> Iterator[Servers]:
    with temporary(durable=True) as servers:
        with admin(servers) as connection:
            for name, value in settings().items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        servers.postgres.stop()
        servers.postgres.start()
        yield servers


@contextlib.contextmanager
def admin(servers: Servers) -> Iterator[psycopg.Connection]:
    """The superuser's connection, each statement committed."""
    with psycopg.connect(servers.environment()["DATABASE_ADMIN_URL"], autocommit=True) as connection:
        yield connection
