import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil

from crm.servers import running, start, state
from crm.servers.process import Identity, me
from crm.servers.tests.conftest import until

START_AND_DIE = """
import os, sys
from pathlib import Path
from crm.servers import start
start(Path(sys.argv[1]), durable=False)
os.kill(os.getpid(), 9)
"""


def postmasters(home: Path) -> list[int]:
    """The pids of postmasters on data below the home."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and any(str(home) in part for part in process.info["cmdline"] or []):
            found.append(process.pid)
    return found


def orphan(home: Path, python: Callable[..., subprocess.Popen[str]]) -> int:
    """The pid of a postmaster whose starter was killed."""
    python(START_AND_DIE, home).wait(timeout=20)
    (pid,) = postmasters(home)
    return pid


def test_servers_of_a_killed_process_are_taken_over(home: Path, python: Callable[..., subprocess.Popen[str]]):
    left = orphan(home, python)

    with start(home, durable=False) as servers:
        assert servers.postgres.identity.pid == left
        assert servers.answer()

    assert postmasters(home) == []


def test_servers_that_nobody_remembers_are_stopped_first(home: Path, python: Callable[..., subprocess.Popen[str]]):
    left = orphan(home, python)
    sockets = state.sockets(home)
    (home / "run.json").unlink()

    with start(home, durable=False) as servers:
        assert postmasters(home) == [servers.postgres.identity.pid]
        assert servers.postgres.identity.pid != left
    sockets.rmdir()


def test_a_run_file_whose_number_belongs_to_another_program_now_does_no_harm(home: Path):
    with subprocess.Popen(["sleep", "60"]) as bystander:
        wrong = {"pid": bystander.pid, "created": 1.0}
        state.change(home, sockets="/tmp/bw-gone", postgres=wrong, redis=wrong, keeper=wrong)

        with start(home, durable=False) as servers:
            assert servers.answer()

        assert bystander.poll() is None
        bystander.kill()


def test_a_damaged_run_file_counts_as_none(home: Path):
    (home / "run.json").write_text('{"sockets": "/tm')

    assert running(home) is None
    with start(home, durable=False) as servers:
        assert servers.answer()


def test_a_live_run_is_known_by_its_addresses(home: Path):
    with start(home, durable=False) as servers:
        state.change(home, keeper=state.entry(me()))

        assert running(home) == servers.environment()


def test_a_killed_run_is_not_taken_for_a_live_one(home: Path):
    with start(home, durable=False):
        with subprocess.Popen(["sleep", "60"]) as keeper:
            state.change(home, keeper={"pid": keeper.pid, "created": psutil.Process(keeper.pid).create_time()})
            assert running(home)
            keeper.send_signal(signal.SIGKILL)

        assert running(home) is None


def test_a_run_whose_servers_do_not_accept_is_not_running(home: Path):
    with start(home, durable=False) as servers:
        state.change(home, keeper=state.entry(me()))
        servers.redis.stop()

        assert running(home) is None


def test_a_later_process_with_the_same_number_is_another_one():
    mine = me()

    assert mine.alive
    assert not Identity(mine.pid, mine.created - 60).alive


def test_the_run_file_and_the_passwords_are_for_their_owner_only(home: Path):
    with start(home, durable=False):
        modes = {name: (home / name).stat().st_mode & 0o777 for name in ("run.json", "passwords.json")}

    assert modes == {"run.json": 0o600, "passwords.json": 0o600}


def test_another_major_on_the_same_home_replaces_the_first(
    home: Path, python: Callable[..., subprocess.Popen[str]]
):
    left = orphan(home, python)

    with start(home, durable=False, major=16) as servers:
        assert until(lambda: not psutil.pid_exists(left) or os.path.exists(f"/proc/{left}") is False)
        assert servers.postgres.major == 16
