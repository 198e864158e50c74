"""Real PostgreSQL and Redis on unix sockets, for development and tests. No Django in here.

What starts servers is imported at its first use: a production process calls attach(), finds its addresses
given, and needs none of the packages that only developers have.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from crm.servers.attaching import attach
from crm.servers.errors import ServersError

if TYPE_CHECKING:
    from crm.servers.group import Servers, start
    from crm.servers.passing import temporary
    from crm.servers.postgres import Postgres
    from crm.servers.redis import Redis
    from crm.servers.state import running

__all__ = ["Postgres", "Redis", "Servers", "ServersError", "attach", "running", "start", "temporary"]

_HOMES = {
    "Postgres": "postgres",
    "Redis": "redis",
    "Servers": "group",
    "running": "state",
    "start": "group",
    "temporary": "passing",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return globals()[name]
