"""Every manage.py command finds its servers: given ones, those of a running `make run`, or its own."""

import atexit
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from crm.servers.errors import ServersError
from crm.servers.place import HOME

NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
# Enough for a command that builds no schemas, as in the web process of a deployment.
WITHOUT_OWNER = {"DATABASE_URL", "REDIS_URL"}
# Variable: its entry in run.json. Links that a command prints lead to the running product.
PORTS = {"PORT": "port", "LIVE_PORT": "live_port"}
WITHOUT_DATABASE = {
    "help", "version", "check", "collectstatic", "findstatic", "compilemessages", "makemessages",
    "makemigrations", "startapp", "startproject", "diffsettings",
}  # fmt: skip
NOWHERE = {
    "DATABASE_URL": "postgres:///none?host=/nonexistent",
    "DATABASE_OWNER_URL": "postgres:///none?host=/nonexistent",
    "REDIS_URL": "unix:///nonexistent/redis.sock?db=0",
}


def attach(argv: list[str] | None = None, home: Path = HOME) -> None:
    """Put the three addresses into os.environ for the command in `argv` (sys.argv unless given), and the ports
    of a running `make run` unless they are set.

    Addresses that are set are used, all of them or none: the owner's alone may be missing, where nothing builds
    schemas; any other part is a mistake, exit 2. Servers started here are shared with other commands (see Share)
    and stopped when the last one ends, also by an exception or SIGTERM. A command that needs no database gets
    addresses that lead nowhere.
    """
    given = [name for name in NAMES if os.environ.get(name)]
    if set(given) >= WITHOUT_OWNER:
        return
    if needs_no_database(sys.argv if argv is None else argv):
        for name, url in NOWHERE.items():
            os.environ[name] = os.environ.get(name) or url
    elif given:
        _refuse(given)
    else:
        os.environ.update(_running(home) or _started(home))


def needs_no_database(argv: list[str]) -> bool:
    """Whether this command line only prints, checks or writes source files."""
    command, options = (argv[1], argv[2:]) if len(argv) > 1 else ("help", [])
    if {"-h", "--help", "--version"} & {command, *options}:
        return True
    return command in WITHOUT_DATABASE and "--database" not in options


def missing(given: list[str]) -> str:
    lacking = " and ".join(name for name in NAMES if name not in given)
    return f"{' and '.join(given)} set, but not {lacking}. Set all three, or none for embedded servers."


def _refuse(given: list[str]) -> NoReturn:
    sys.stderr.write(f"{missing(given)}\n")
    raise SystemExit(2)


def _running(home: Path) -> dict[str, str] | None:
    """The addresses of `make run`, except the superuser's, and its ports."""
    from crm.servers.state import read, running

    found = running(home)
    if not found:
        return None
    noted = read(home)
    ports = {name: str(noted[key]) for name, key in PORTS.items() if noted.get(key)}
    return {name: found[name] for name in NAMES} | {n: p for n, p in ports.items() if not os.environ.get(n)}


def _started(home: Path) -> dict[str, str]:
    from crm.servers.sharing import Share

    try:
        share = Share(home)
    except ServersError as error:
        raise SystemExit(str(error)) from None  # to stderr, exit code 1
    mine = os.getpid()
    atexit.register(lambda: share.leave() if os.getpid() == mine else None)  # not in a forked child
    signal.signal(signal.SIGTERM, _leave_on)
    return {name: share.servers.environment()[name] for name in NAMES}


def _leave_on(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM would end Python without its exit handlers."""
    raise SystemExit(128 + number)
