from pathlib import Path

import pytest

from crm.servers import ServersError, start, state
from crm.servers.process import me
from crm.servers.removal import remove
from crm.servers.sharing import Share


def test_removing_a_home_removes_its_data_and_what_still_runs_on_it(home: Path):
    left = start(home, durable=False)

    assert remove(home)

    assert not home.exists()
    assert not left.postgres.alive
    assert not left.redis.alive


def test_a_home_in_use_by_a_run_stays(home: Path):
    state.change(home, keeper=state.entry(me()))

    with pytest.raises(ServersError, match="in use"):
        remove(home)
    assert home.exists()
    state.change(home, keeper=None)


def test_a_home_in_use_by_a_command_stays(home: Path):
    share = Share(home)

    with pytest.raises(ServersError, match="in use"):
        remove(home)

    assert share.servers.answer()
    share.leave()


def test_nothing_to_remove_is_said(tmp_path: Path):
    assert remove(tmp_path / "never-made") is False
