"""Loaded by pytest.ini before Django's settings: gives each test process servers of its own.

Transactions for most tests (`clinic`, `other_clinic`); `fresh_clinic` for what commits, kills or freezes.
"""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from crm.servers import Servers, start

# They import models, so they are loaded once pytest-django has set Django up.
FIXTURES = ("databases", "people", "processes", "browsers", "canaries", "poolers")


def _is_controller() -> bool:
    """The process that only hands tests out to xdist's workers needs no servers."""
    parallel = any(word.startswith(("-n", "--numprocesses")) for word in sys.argv)
    return "PYTEST_XDIST_WORKER" not in os.environ and parallel


def _start() -> tuple[tempfile.TemporaryDirectory, Servers]:
    home = tempfile.TemporaryDirectory(prefix="bw-test-", ignore_cleanup_errors=True)
    servers = start(Path(home.name), durable=False, major=int(os.environ.get("TEST_POSTGRES", "18")))
    os.environ.update(servers.environment())
    return home, servers


for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
    os.environ.pop(name, None)
_home, _servers = (None, None) if _is_controller() else _start()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    for name in FIXTURES:
        config.pluginmanager.import_plugin(f"crm.testing.{name}")


def pytest_unconfigure() -> None:
    if _servers:
        _servers.stop()
        _home.cleanup()


@pytest.fixture(scope="session")
def servers() -> Servers:
    """PostgreSQL and Redis of this test process; what stops one must start it again."""
    return _servers
