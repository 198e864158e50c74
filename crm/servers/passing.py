"""Servers for a test run: a home of their own, gone afterwards, also after a run that was killed."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crm.servers import state
from crm.servers.errors import ServersError
from crm.servers.group import Servers, start
from crm.servers.place import PASSAGE, PRIVATE, SOCKETS
from crm.servers.process import me
from crm.servers.removal import remove

PREFIX = "bw-home-"


@contextlib.contextmanager
def temporary(*, major: int = 18, durable: bool = False) -> Iterator[Servers]:
    """New servers until the block ends. Sweeps away what earlier, killed processes left behind."""
    sweep()
    with temporary_home() as home, start(home, durable=durable, major=major) as servers:
        yield servers


@contextlib.contextmanager
def temporary_home() -> Iterator[Path]:
    """A folder in which servers can be started; removed at the end with all their data."""
    home = Path(tempfile.mkdtemp(prefix=PREFIX, dir=SOCKETS))
    home.chmod(PASSAGE if os.geteuid() == 0 else PRIVATE)
    state.change(home, maker=state.entry(me()))
    try:
        yield home
    finally:
        _remove(home)


def sweep() -> None:
    """Stop and remove what belongs to makers that are no more. Only our own user's."""
    for home in SOCKETS.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            maker = state.identity(state.read(home).get("maker"))
            if maker and not maker.alive and home.stat().st_uid == os.geteuid():
                _remove(home)


def _remove(home: Path) -> None:
    try:
        remove(home)
    except ServersError:
        shutil.rmtree(home, ignore_errors=True)
