"""One PostgreSQL on one data folder, listening on a unix socket only."""

import contextlib
import signal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psutil import Process

from crm.servers.account import Account
from crm.servers.cluster import make_cluster
from crm.servers.passwords import ADMIN
from crm.servers.process import Identity, all_at_work_in, at_work_in
from crm.servers.programs import postgres_programs
from crm.servers.roles import DATABASE, close_public, make_roles
from crm.servers.server import Server

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
    # A clinic is a schema of some hundred relations; dropping a few in one transaction locks them all.
    "max_locks_per_transaction": "256",
    "jit": "off",
    # Statements and the details of errors quote rows: neither is logged.
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For tests only: a power cut may lose everything, a kill -9 nothing (so synchronous_commit stays on).
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "20s",
}


class Postgres(Server):
    """start() makes the data folder, the two roles and the database when they are not there."""

    title = "PostgreSQL"
    program_name = "postgres"

    def __init__(
        self,
        *,
        data: Path,
        sockets: Path,
        account: Account,
        passwords: dict[str, str],
        major: int,
        durable: bool,
    ) -> None:
        self.major, self.durable, self.passwords = major, durable, passwords
        super().__init__(data=data, sockets=sockets, account=account)

    @property
    def cluster(self) -> Path:
        return self.data / "pgdata"

    @property
    def socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    def url(self, role: str, database: str = DATABASE) -> str:
        """A libpq URL, the socket's folder as host: the form psycopg and django-environ agree on."""
        return f"postgres://{role}:{quote(self.passwords[role])}@/{database}?host={quote(str(self.sockets))}"

    def start(self) -> None:
        self.programs = postgres_programs(self.account, self.major)
        password = self.passwords[ADMIN]
        make_cluster(self.programs, self.data, self.account, password=password, major=self.major, sync=self.durable)
        super().start()
        with self._admin("postgres") as admin:
            make_roles(admin, self.passwords)
        with self._admin(DATABASE) as admin:
            close_public(admin)

    def command(self) -> list[str]:
        settings = {**SETTINGS, "unix_socket_directories": str(self.sockets)}
        settings |= {} if self.durable else FORGETFUL
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.programs / "postgres"), "-D", str(self.cluster), *options]

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self._admin("postgres"):
            return True
        return False

    def left_over(self) -> Identity | None:
        """From postmaster.pid, if that process really is a postmaster in this folder."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
            return at_work_in(self.cluster, pid, self.program_name)
        return None

    def remains(self) -> list[Process]:
        """Backends of a postmaster that was killed: each ends by itself once it looks up from its work."""
        if not (self.cluster / "postmaster.pid").exists():
            return []
        return all_at_work_in(self.cluster, self.program_name)

    def stop_steps(self) -> list[tuple[int, float]]:
        """Fast shutdown, then immediate."""
        return [(signal.SIGINT, 20), (signal.SIGQUIT, 5)]

    def _admin(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(ADMIN, database), autocommit=True, connect_timeout=2)
