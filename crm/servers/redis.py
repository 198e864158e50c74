"""One Redis on one data folder, listening on a unix socket only."""

import contextlib
import signal
import socket
from pathlib import Path

from crm.servers.account import Account
from crm.servers.process import Identity, at_work_in
from crm.servers.programs import redis_program
from crm.servers.server import Server


class Redis(Server):
    """Keeps its data in an append-only file, so that a stop and a start lose nothing, durable or not."""

    title = "Redis"
    program_name = "server"  # redis-server or valkey-server

    def __init__(self, *, data: Path, sockets: Path, account: Account, durable: bool) -> None:
        self.durable = durable
        super().__init__(data=data, sockets=sockets, account=account)

    @property
    def socket(self) -> Path:
        return self.sockets / "redis.sock"

    def url(self, database: int = 0) -> str:
        return f"unix://{self.socket}?db={database}"

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "pidfile": str(self.data / "redis.pid"),
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec" if self.durable else "no",
            "save": "",
        }
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        return [str(redis_program(self.account)), *flags]

    def answers(self) -> bool:
        """A bare PING: while it loads its file it refuses with -LOADING."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(2)
            wire.connect(str(self.socket))
            wire.sendall(b"PING\r\n")
            return wire.recv(64).startswith(b"+PONG")
        return False

    def left_over(self) -> Identity | None:
        """From redis.pid, if that process really is a Redis in this folder."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.data / "redis.pid").read_text())
            return at_work_in(self.data, pid, self.program_name)
        return None

    def stop_steps(self) -> list[tuple[int, float]]:
        return [(signal.SIGTERM, 10)]
