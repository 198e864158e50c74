"""Who the server programs run as. PostgreSQL refuses to run as root, so root hands it to somebody else."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm.servers.errors import ServersError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of this machine. Nothing here ever creates or changes one."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def identity(self) -> dict[str, Any]:
        """What subprocess needs to run a program as this account; nothing when it is our own."""
        return {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Hand over a file or folder that we have just made. Never call it for anything else."""
        if not self.is_me:
            os.chown(path, self.uid, self.gid)

    def can_run(self, *command: str) -> bool:
        """Whether the command succeeds as this account: the only honest test of modes, ACLs and mounts."""
        try:
            done = subprocess.run(command, cwd="/", capture_output=True, timeout=20, **self.identity())
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        return self.is_me or self.can_run("/bin/sh", "-c", 'test -x "$1"', "sh", str(folder))


def account_for(data: Path) -> Account:
    """The account for servers whose files lie in `data`: our own, or for root whoever owns them already.

    Raises ServersError for files of another user, and for root on a machine without any UNPRIVILEGED user.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise ServersError(f"{data} belongs to another user: run `make reset` as that user.")
        return _account(pwd.getpwuid(os.geteuid()))
    if owner:
        return _account(pwd.getpwuid(owner))
    for name in UNPRIVILEGED:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise ServersError(
        f"PostgreSQL does not run as root and this machine has no user {' or '.join(UNPRIVILEGED)}: "
        "start it as an ordinary user."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
