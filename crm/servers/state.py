"""What runs on a home, in home/run.json (0600): addresses, processes, and the `make run` that keeps them.

A pid alone proves nothing after a crash; each is kept with the moment its process was made.
"""

import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from crm.servers.files import write_private
from crm.servers.place import HOME
from crm.servers.process import Identity

if TYPE_CHECKING:
    from crm.servers.group import Servers


def read(home: Path) -> dict[str, Any]:
    """The whole file; empty when there is none or it is damaged."""
    with suppress(OSError, ValueError):
        found = json.loads((home / "run.json").read_text())
        return found if isinstance(found, dict) else {}
    return {}


def change(home: Path, **entries: Any) -> None:
    """Set entries of the file; None removes one. The file goes when nothing is left in it."""
    now = {name: value for name, value in {**read(home), **entries}.items() if value is not None}
    if now:
        write_private(home / "run.json", json.dumps(now, indent=1))
    else:
        (home / "run.json").unlink(missing_ok=True)


def remember_servers(servers: "Servers") -> None:
    change(
        servers.home,
        kind=servers.kind,
        sockets=str(servers.sockets),
        environment=servers.environment(),
        postgres=entry(servers.postgres.identity),
        redis=entry(servers.redis.identity),
    )


def forget_servers(home: Path, folder: Path) -> None:
    """Drop the servers with these sockets from the file; a later start's entries stay."""
    if sockets(home) == folder:
        change(home, kind=None, sockets=None, environment=None, postgres=None, redis=None)


def sockets(home: Path) -> Path | None:
    found = read(home).get("sockets")
    return Path(found) if found else None


def same_servers(servers: "Servers") -> bool:
    """Whether the processes at work on the data are those in the file, and no others under their numbers."""
    noted = read(servers.home)
    found = {"postgres": servers.postgres.identity, "redis": servers.redis.identity}
    same = all(identity and noted.get(name) == entry(identity) for name, identity in found.items())
    return same and noted.get("kind") == servers.kind


def keeper(home: Path = HOME) -> Identity | None:
    """The live `make run` of this home, None when there is none or it was killed."""
    noted = identity(read(home).get("keeper"))
    return noted if noted and noted.alive else None


def running(home: Path = HOME) -> dict[str, str] | None:
    """The addresses of a live `make run` whose servers accept connections, else None."""
    noted = read(home)
    addresses = noted.get("environment")
    if not addresses or keeper(home) is None:
        return None
    return addresses if all(_reachable(url) for url in addresses.values()) else None


def identity(noted: Any) -> Identity | None:
    with suppress(TypeError, KeyError, ValueError):
        return Identity(int(noted["pid"]), float(noted["created"]))
    return None


def entry(identity: Identity | None) -> dict[str, float] | None:
    return {"pid": identity.pid, "created": identity.created} if identity else None


def _reachable(url: str) -> bool:
    """Whether a unix socket accepts; an address of a server elsewhere is believed."""
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    if folder.startswith("/"):
        path = f"{folder}/.s.PGSQL.5432"
    elif parts.scheme == "unix":
        path = parts.path
    else:
        return True
    with suppress(OSError), socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(2)
        wire.connect(path)
        return True
    return False
