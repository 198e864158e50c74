"""Several commands on one home at the same time: the first starts the servers, the last stops them."""

from pathlib import Path

from crm.servers.files import Presence, exclusive
from crm.servers.group import Servers, open_servers
from crm.servers.place import make_home


class Share:
    """One process's part in the servers of a home. A process that is killed gives up its part by itself."""

    def __init__(self, home: Path) -> None:
        """Join those who use the servers, starting them if nobody does. Raises ServersError."""
        self._lock = make_home(home) / "start.lock"
        with exclusive(self._lock):
            self._presence: Presence | None = Presence(home / "users.lock")
            self.servers: Servers = open_servers(home)

    def leave(self, *, stop: bool = False) -> bool:
        """Stop using them; True when they were stopped: by the last user, or by force with `stop`."""
        if self._presence is None:
            return False
        with exclusive(self._lock):
            presence, self._presence = self._presence, None
            last = presence.leave()
            if last or stop:
                self.servers.stop()
        return last or stop
