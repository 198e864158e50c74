import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.run.leftovers import marked
from crm.run.session import controls
from crm.run.tests.conftest import FakeRun, free_port
from crm.servers import running, start, state
from crm.servers.attaching import NAMES
from crm.servers.tests.conftest import until
from crm.servers.tests.test_takeover import postmasters

Start = Callable[..., FakeRun]
SLOW = "import time; print('preparing', flush=True); time.sleep(60)"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_everything_and_the_exit_code_is_0(fake_run: Start, home: Path, number: int):
    run = fake_run()
    assert run.says("all is well"), run.output
    token = run.token()

    code = run.end(number)

    assert code == 0, run.output
    assert marked(token) == []
    assert postmasters(home) == []
    assert not state.read(home).keys() & {"keeper", "token", "sockets", "environment"}


def test_a_signal_during_the_start_stops_what_was_started(fake_run: Start, home: Path):
    run = fake_run(free_port(), free_port(), SLOW)
    assert run.says("preparing"), run.output
    token = run.token()

    code = run.end(signal.SIGINT)

    assert code == 0, run.output
    assert marked(token) == []
    assert postmasters(home) == []


def test_an_impatient_second_signal_changes_nothing(fake_run: Start, home: Path):
    run = fake_run()
    assert run.says("all is well"), run.output

    run.process.send_signal(signal.SIGINT)
    code = run.end(signal.SIGINT)

    assert code == 0, run.output
    assert postmasters(home) == []


def test_a_failed_preparation_ends_the_run_with_1(fake_run: Start, home: Path):
    run = fake_run(free_port(), free_port(), "raise SystemExit(7)")

    assert run.process.wait(timeout=60) == 1
    assert "failed (exit 7)" in run.output
    assert postmasters(home) == []


def test_a_failed_proof_is_said_instead_of_ready_and_everything_runs_on(fake_run: Start):
    run = fake_run(free_port(), free_port(), "pass", "the lead is not in the list")

    assert run.says("where to look"), run.output
    assert "NOT READY: the lead is not in the list" in run.output
    assert "ready after" not in run.output
    assert marked(run.token())


@pytest.mark.parametrize("name", ["PORT", "LIVE_PORT"])
def test_a_taken_port_is_said_before_anything_starts(fake_run: Start, home: Path, name: str):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run = fake_run(*((port, free_port()) if name == "PORT" else (free_port(), port)))

        assert run.process.wait(timeout=60) == 1
    assert f"Port {port}" in run.output
    assert f"make run {name}=" in run.output
    assert not (home / "postgres-18").exists()


def test_a_second_run_of_the_same_home_is_refused(fake_run: Start):
    first = fake_run()
    assert first.says("all is well"), first.output

    second = fake_run()

    assert second.process.wait(timeout=60) == 1
    assert f"running already (process {first.process.pid}): http://localhost:{first.port}/" in second.output


def test_a_run_takes_over_from_one_that_was_killed(fake_run: Start, home: Path):
    killed = fake_run()
    assert killed.says("all is well"), killed.output
    left, (postmaster,) = killed.token(), postmasters(home)
    killed.process.kill()
    killed.process.wait()

    again = fake_run(killed.port, free_port())

    assert again.says("all is well"), again.output
    assert marked(left) == []
    assert not controls(left).exists()
    assert postmasters(home) == [postmaster]


def test_other_commands_see_the_addresses_of_a_run(fake_run: Start, home: Path):
    run = fake_run()
    assert run.says("all is well"), run.output

    assert set(NAMES) <= running(home).keys()
    assert (str(state.read(home)["port"]), str(state.read(home)["live_port"])) == (run.port, run.live)
    run.end()
    assert running(home) is None


def test_an_embedded_server_that_is_killed_comes_back_at_the_same_address(fake_run: Start, home: Path):
    run = fake_run()
    assert run.says("all is well"), run.output
    (killed,), before = postmasters(home), running(home)

    os.kill(killed, signal.SIGKILL)

    assert run.says("PostgreSQL ended: starting again"), run.output
    assert until(lambda: running(home) == before, seconds=40)  # recovery after a kill, on a busy machine
    assert postmasters(home) != [killed]


def test_with_given_addresses_nothing_embedded_starts(fake_run: Start, home: Path):
    given = {name: f"given://elsewhere/{name.lower()}" for name in NAMES}
    run = fake_run(**given)
    assert run.says("all is well"), run.output

    assert postmasters(home) == []
    assert not (home / "postgres-18").exists()
    assert state.read(home)["environment"] == given


def test_some_addresses_are_refused(fake_run: Start):
    run = fake_run(DATABASE_URL="given://elsewhere")

    assert run.process.wait(timeout=60) == 1
    assert "DATABASE_URL set, but not DATABASE_OWNER_URL and REDIS_URL" in run.output


def test_the_children_get_no_superusers_address(fake_run: Start):
    look = "import os; print('admin' if 'DATABASE_ADMIN_URL' in os.environ else 'no admin', flush=True)"
    run = fake_run(free_port(), free_port(), look)

    assert run.says("no admin"), run.output


def test_a_run_joins_the_servers_of_a_command_that_is_at_work(fake_run: Start, home: Path):
    with start(home):
        (postmaster,) = postmasters(home)

        run = fake_run()

        assert run.says("all is well"), run.output
        assert postmasters(home) == [postmaster]
        assert run.end() == 0
