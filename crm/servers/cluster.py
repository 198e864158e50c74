"""A new PostgreSQL data folder, made whole or not at all."""

import os
import shutil
import subprocess
from pathlib import Path

from crm.servers.account import Account
from crm.servers.errors import ServersError
from crm.servers.passwords import ADMIN

# Code points decide order and case in every major and on every machine; 16 has no builtin provider.
LOCALES = {
    18: ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
    16: ["--locale=C.UTF-8"],
}


def make_cluster(programs: Path, data: Path, account: Account, *, password: str, major: int, sync: bool) -> None:
    """initdb into `data`/pgdata unless that is there. `sync=False` is quicker, unsafe in a power cut.

    Raises ServersError with what initdb said. An interrupted initdb leaves only `data`/new, made again.
    """
    if (data / "pgdata").exists():
        return
    new, secret = data / "new", data / "password"
    shutil.rmtree(new, ignore_errors=True)
    secret.unlink(missing_ok=True)
    secret.touch(mode=0o600)
    account.give(secret)
    secret.write_text(password)
    try:
        haste = [] if sync else ["--no-sync"]
        _initdb(programs, new, account, [f"--pwfile={secret}", *LOCALES[major], *haste])
    finally:
        secret.unlink()
    new.rename(data / "pgdata")


def _initdb(programs: Path, folder: Path, account: Account, options: list[str]) -> None:
    fixed = ["--encoding=UTF8", f"--username={ADMIN}", "--auth=scram-sha-256", "--no-instructions"]
    done = subprocess.run(
        [programs / "initdb", "-D", folder, *fixed, *options],
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        start_new_session=True,  # a terminal's Ctrl-C is not for it
        **account.identity(),
    )
    if done.returncode:
        raise ServersError(f"initdb failed: {(done.stderr or done.stdout).strip()}")
