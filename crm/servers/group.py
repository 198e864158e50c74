"""PostgreSQL and Redis of one home, started, found again and stopped together."""

import contextlib
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from crm.servers import state
from crm.servers.account import Account, account_for
from crm.servers.files import exclusive
from crm.servers.passwords import ADMIN, APP, OWNER, passwords
from crm.servers.place import account_folder, known_place, make_home, make_place, socket_folder
from crm.servers.postgres import Postgres
from crm.servers.redis import Redis


class Servers:
    """The two servers of one home. A context manager: leaving the block stops both."""

    def __init__(
        self, home: Path, place: Path, account: Account, sockets: Path, *, durable: bool, major: int
    ) -> None:
        self.home, self.sockets = home, sockets
        self.kind = {"durable": durable, "major": major}
        data = account_folder(place, f"postgres-{major}", account)
        self.postgres = Postgres(
            data=data, sockets=sockets, account=account, passwords=passwords(place), **self.kind
        )
        self.redis = Redis(
            data=account_folder(place, "redis", account), sockets=sockets, account=account, durable=durable
        )

    @classmethod
    def known(cls, home: Path, *, durable: bool, major: int) -> Self:
        """The servers of a home as they are now, running or not; starts nothing."""
        account = account_for(known_place(home) / f"postgres-{major}")
        sockets = state.sockets(home) or socket_folder(account)
        return cls(home, make_place(home, account), account, sockets, durable=durable, major=major)

    def environment(self) -> dict[str, str]:
        """The addresses. DATABASE_ADMIN_URL is the superuser's: for tests and tools, not the product."""
        return {
            "DATABASE_URL": self.postgres.url(APP),
            "DATABASE_OWNER_URL": self.postgres.url(OWNER),
            "DATABASE_ADMIN_URL": self.postgres.url(ADMIN),
            "REDIS_URL": self.redis.url(),
        }

    def answer(self) -> bool:
        return all(server.alive and server.answers() for server in (self.postgres, self.redis))

    def dead(self) -> list[str]:
        """The names of the servers that do not run."""
        return [server.title for server in (self.postgres, self.redis) if not server.alive]

    def start(self) -> Self:
        """Start what does not run. When one of them fails, neither is left running."""
        try:
            self.redis.start()
            self.postgres.start()
        except BaseException:
            self.stop()
            raise
        return self

    def revive(self) -> None:
        """Start the one that died; the other stays as it is. Raises ServersError; safe to repeat."""
        for server in (self.redis, self.postgres):
            if not server.alive:
                server.start()

    def stop(self) -> None:
        """Stop both and remove their sockets; safe to repeat."""
        self.postgres.stop()
        self.redis.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            state.forget_servers(self.home, self.sockets)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(home: Path, *, durable: bool = True, major: int = 18) -> Servers:
    """Both servers on `home`, answering; those already at work there are taken over.

    `durable=False` trades power cuts for speed (tests). Raises ServersError. Takes the home's lock.
    """
    with exclusive(make_home(home) / "start.lock"):
        return open_servers(home, durable=durable, major=major)


def open_servers(home: Path, *, durable: bool = True, major: int = 18) -> Servers:
    """start() for a caller that holds the home's start.lock.

    Servers that somebody else started and that answer are adopted. Those that a killed process left in any
    other condition are stopped first: there is never a second postmaster on a data folder.
    """
    kind = {"durable": durable, "major": major}
    if (noted := state.read(home).get("kind")) and noted != kind:
        Servers.known(home, **noted).stop()
    found = Servers.known(home, **kind)
    if state.same_servers(found) and found.answer():
        return found
    found.stop()
    servers = Servers.known(home, **kind).start()
    state.remember_servers(servers)
    return servers
