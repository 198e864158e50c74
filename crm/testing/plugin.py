"""Loaded by pytest.ini before Django's settings: gives each test process servers of its own.

Transactions for most tests (`clinic`, `other_clinic`); `fresh_clinic` for what commits, kills or freezes. Rules are
tried with the same examples each time and no clock beside them, so that a slow machine fails nothing; with
--hypothesis-profile=default others are drawn.
"""

import contextlib
import os
import sys

import pytest
from hypothesis import settings

from crm.servers import Servers, temporary

# They import models, so they are loaded once pytest-django has set Django up.
FIXTURES = (
    "databases",
    "people",
    "simulators",
    "processes",
    "rendering",
    "believing",
    "browsers",
    "canaries",
    "poolers",
    "proxies",
    "ledger",
    "sinks",
    "mailboxes",
    "websites",
    "vendors",
)


def _is_controller() -> bool:
    """The process that only hands tests out to xdist's workers needs no servers."""
    parallel = any(word.startswith(("-n", "--numprocesses")) and word != "-n0" for word in sys.argv)
    return "PYTEST_XDIST_WORKER" not in os.environ and parallel


settings.load_profile("ci")
_until_the_end = contextlib.ExitStack()


def _start() -> Servers:
    major = int(os.environ.get("TEST_POSTGRES", "18"))
    servers = _until_the_end.enter_context(temporary(major=major))
    os.environ.update(servers.environment())
    return servers


for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
    os.environ.pop(name, None)
_servers = None if _is_controller() else _start()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    for name in FIXTURES:
        config.pluginmanager.import_plugin(f"crm.testing.{name}")


def pytest_unconfigure() -> None:
    _until_the_end.close()


@pytest.fixture(scope="session")
def servers() -> Servers:
    """PostgreSQL and Redis of this test process; what stops one must start it again."""
    return _servers
