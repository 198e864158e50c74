"""A real PgBouncer in front of this test's PostgreSQL (H:T1)."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import psycopg
import pytest

from crm.testing.processes import free_port, until

_SETTINGS = """
[databases]
{database} = host={host} port=5432 user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 2
max_client_conn = 100
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/pgbouncer.log
"""


@pytest.fixture
def pooler(servers: object) -> Iterator[Callable[[str], str]]:
    """Call it with a mode ("transaction", "session") for a DATABASE_URL through a pool of two connections."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        reason = "No pgbouncer on this machine (Debian: apt-get install pgbouncer)."
        pytest.fail(reason) if os.environ.get("POOLER_REQUIRED") else pytest.skip(reason)
    started: list[tuple[subprocess.Popen, Path]] = []

    def start(mode: str) -> str:
        folder = Path(tempfile.mkdtemp(prefix="bw-pool-"))
        port = free_port()
        address = environ.Env.db_url_config(os.environ["DATABASE_URL"])
        parts = {"host": address["OPTIONS"]["host"] if "host" in address["OPTIONS"] else address["HOST"]}
        parts |= {"user": address["USER"], "password": address["PASSWORD"], "database": address["NAME"]}
        settings = folder / "pgbouncer.ini"
        settings.write_text(_SETTINGS.format(mode=mode, port=port, folder=folder, **parts))
        account = _account_of(Path(parts["host"]))
        for path in (folder, settings):
            shutil.chown(path, account) if account else None
        command = [program, str(settings)]
        user = {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []} if account else {}
        started.append((subprocess.Popen(command, stderr=subprocess.DEVNULL, **user), folder))
        url = f"postgres://{parts['user']}:any@127.0.0.1:{port}/{parts['database']}"
        until(lambda: _answers(url), told=lambda: (folder / "pgbouncer.log").read_text())
        return url

    yield start
    for process, folder in started:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def _account_of(sockets: Path) -> str | None:
    """pgbouncer refuses to be root, and the socket's folder is open to its owner only."""
    return pwd.getpwuid(sockets.stat().st_uid).pw_name if os.geteuid() == 0 else None


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
