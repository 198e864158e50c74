"""Begin anew: remove a home with its servers' data, wherever that lies."""

import shutil
from pathlib import Path

from crm.servers import state
from crm.servers.errors import ServersError
from crm.servers.files import Presence, exclusive
from crm.servers.place import known_place, own_folder


def remove(home: Path) -> bool:
    """Remove everything of this home; False when there was nothing.

    Raises ServersError while `make run` or a command uses it. Servers left by a killed process are stopped.
    """
    if not home.exists():
        return False
    with exclusive(home / "start.lock"):
        if state.keeper(home) or not Presence(home / "users.lock").leave():
            raise ServersError("It is in use: stop `make run` and the commands that use its database first.")
        _stop_left_over(home)
        for place in {known_place(home), *_former_places(home), home}:
            shutil.rmtree(place)
    if own_folder().exists() and not any(own_folder().glob("data-*")):
        shutil.rmtree(own_folder())
    return True


def _stop_left_over(home: Path) -> None:
    from crm.servers.group import Servers

    if kind := state.read(home).get("kind"):
        Servers.known(home, **kind).stop()


def _former_places(home: Path) -> list[Path]:
    """Folders under /var/lib of homes that lay at this path before and were removed by other means."""
    return [note.parent for note in own_folder().glob("data-*/home") if note.read_text() == str(home)]
