"""What root may and may not do to the machine, and the same servers as an ordinary user."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.servers import copies, passing, place, programs, start, state
from crm.servers.account import Account, account_for
from crm.servers.place import make_folder
from crm.servers.process import me
from crm.servers.removal import remove
from crm.servers.tests.conftest import PROJECT

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
START = """
import os, sys
from pathlib import Path
from crm.servers import start
with start(Path(sys.argv[1]), durable=False) as servers:
    print(servers.postgres.data.parent, servers.answer(), servers.postgres.identity.process().uids().real)
"""


def rights(*paths: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, owner and group of the paths and of every folder above them."""
    everything = {parent for path in paths for parent in (path, *path.parents) if parent.exists()}
    return {str(path): (found.st_mode, found.st_uid, found.st_gid) for path in everything if (found := path.stat())}


@pytest.fixture
def closed_home() -> Iterator[Path]:
    """A home below a folder that only its owner enters, as a project in /root is."""
    with passing.temporary_home() as folder:
        folder.chmod(0o700)
        closed = folder / "project" / ".local"
        yield closed
        remove(closed)


@needs_root
def test_root_changes_no_mode_no_owner_and_no_user_of_the_machine(closed_home: Path):
    paths = [PROJECT, Path(sys.prefix), Path(programs.__file__), closed_home.parent, Path("/var/lib"), Path("/tmp")]
    before, users = rights(*paths), Path("/etc/passwd").read_bytes()

    with start(closed_home, durable=False) as servers:
        assert servers.answer()

    assert {path: found for path, found in rights(*paths).items() if path in before} == before
    assert Path("/etc/passwd").read_bytes() == users


@needs_root
def test_roots_servers_run_as_somebody_unprivileged_on_a_private_folder(closed_home: Path):
    with start(closed_home, durable=False) as servers:
        data = servers.postgres.data.stat()

        assert servers.postgres.identity.process().uids().real == data.st_uid != 0
        assert stat.S_IMODE(data.st_mode) == 0o700


@needs_root
def test_data_that_cannot_lie_in_the_project_is_found_again(closed_home: Path):
    with start(closed_home, durable=False) as first:
        data = first.postgres.data

    with start(closed_home, durable=False) as second:
        assert second.postgres.data == data
        assert place.own_folder() in data.parents


@needs_root
def test_programs_out_of_the_accounts_reach_are_copied(monkeypatch: pytest.MonkeyPatch):
    with passing.temporary_home() as folder:
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        wheel = Path(shutil.copytree(programs._package(programs.WHEEL), closed / programs.WHEEL))
        shutil.copytree(wheel_libraries(), closed / f"{programs.WHEEL}.libs")
        monkeypatch.setattr(programs, "_package", lambda name: wheel)
        monkeypatch.setattr(copies, "own_folder", lambda: folder / "own")
        account = account_for(folder / "nothing yet")

        found = programs.postgres_programs(account, 16)

        assert folder / "own" in found.parents
        assert account.can_run(str(found / "initdb"), "--version")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def wheel_libraries() -> Path:
    return programs._package(programs.WHEEL).with_name(f"{programs.WHEEL}.libs")


@needs_root
def test_an_ordinary_user_starts_the_servers_on_a_folder_of_his():
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)
    python, packages = f"/usr/bin/python3.{sys.version_info.minor}", Path(programs.__file__).parents[2]
    site = programs._package(programs.WHEEL).parent
    if not account.can_run(python, "-c", "") or not account.can_enter(site):
        pytest.skip("an ordinary user reaches no Python of this version or not the packages")

    with passing.temporary_home() as folder:
        code = make_folder(folder / "code", 0o755)
        shutil.copytree(packages / "crm" / "servers", code / "crm" / "servers")
        mine = folder / "mine"
        mine.mkdir(mode=0o700)
        account.give(mine)
        done = subprocess.run(
            [python, "-c", START, mine / ".local"],
            env={"PYTHONPATH": f"{code}:{site}"},
            cwd="/",
            capture_output=True,
            text=True,
            **account.identity(),
        )

        assert done.stdout.split() == [str(mine / ".local"), "True", str(account.uid)], done.stderr


@needs_root
def test_data_of_a_user_is_served_as_that_user(tmp_path: Path):
    nobody = pwd.getpwnam("nobody")
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, nobody.pw_uid, nobody.pw_gid)

    assert account_for(data).uid == nobody.pw_uid


def test_what_a_killed_test_run_left_is_swept_away():
    with passing.temporary_home() as abandoned, passing.temporary_home() as in_use:
        state.change(abandoned, maker={"pid": me().pid, "created": 1.0})
        left = start(abandoned, durable=False)

        passing.sweep()

        assert not abandoned.exists()
        assert not left.postgres.alive
        assert in_use.exists()
