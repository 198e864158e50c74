"""Where the servers' files and sockets lie.

Normally in the home folder. Root runs the servers as somebody else, who may have no way into the project
(below a 0700 /root, say): then the data and a copy of the programs live in a folder of our own below
/var/lib. Modes and owners of what was there before are never touched.
"""

import hashlib
import os
import secrets
from pathlib import Path

from crm.servers.account import Account
from crm.servers.errors import ServersError
from crm.servers.files import write_private

PROJECT = Path(__file__).resolve().parents[2]
HOME = PROJECT / ".local"
VARIABLE = Path("/var/lib")
SOCKETS = Path("/tmp")  # noqa: S108 - short (a socket's path has some 100 bytes); the folder in it is 0700 and ours
# Others may pass through, to what they own further down, and list nothing.
PASSAGE = 0o711
PRIVATE = 0o700


def own_folder() -> Path:
    """/var/lib/bridgework-<hash of the project's path>; not made here."""
    return VARIABLE / f"bridgework-{hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]}"


def make_home(home: Path) -> Path:
    """Create the home folder; root's lets the servers' account pass. Raises ServersError if not ours."""
    home.parent.mkdir(parents=True, exist_ok=True)
    make_folder(home, PASSAGE if os.geteuid() == 0 else PRIVATE)
    if not os.access(home, os.W_OK | os.X_OK):
        raise ServersError(f"{home} belongs to another user: remove it, or run `make reset` as that user.")
    return home


def known_place(home: Path) -> Path:
    """Where this home's data is, or will be if nothing stands in the way; makes nothing."""
    note = home / "place"
    return own_folder() / f"data-{note.read_text()}" if note.exists() else home


def make_place(home: Path, account: Account) -> Path:
    """The folder for this home's data, made if need be: the home itself, else one under /var/lib.

    The latter's name is kept in home/place and is random, not made from the home's path: a project that
    was removed and cloned again begins anew.
    """
    if not (home / "place").exists():
        if account.can_enter(home):
            return home
        write_private(home / "place", secrets.token_hex(6))
    make_folder(own_folder(), PASSAGE)
    place = make_folder(known_place(home), PASSAGE)
    (place / "home").write_text(str(home))
    return place


def account_folder(place: Path, name: str, account: Account) -> Path:
    """`place`/`name`, private to the account, made if it is not there."""
    folder = place / name
    if not folder.exists():
        make_folder(folder, PRIVATE)
        account.give(folder)
    return folder


def socket_folder(account: Account) -> Path:
    """A new, short, private folder for the sockets of one start."""
    folder = SOCKETS / f"bw-{secrets.token_hex(4)}"
    folder.mkdir(mode=PRIVATE)
    account.give(folder)
    return folder


def make_folder(folder: Path, mode: int) -> Path:
    """Make the folder with exactly this mode whatever the umask; one that exists stays as it is."""
    try:
        folder.mkdir(mode=PRIVATE)
    except FileExistsError:
        return folder
    folder.chmod(mode)
    return folder
