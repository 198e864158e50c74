"""Servers that are stopped or frozen for a while, and processes that a test may kill."""

import contextlib
import time
from collections.abc import Iterator

from django.db import connections

from crm.servers.server import Server
from crm.testing.processes import Web, free_port, until
from tenants.outbox.services.wake import PAUSE


@contextlib.contextmanager
def stopped(server: Server) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()
        connections.close_all()
        time.sleep(PAUSE)  # until then the web process does not ask Redis again


@contextlib.contextmanager
def frozen(server: Server) -> Iterator[None]:
    """Its connections hang."""
    server.freeze()
    try:
        yield
    finally:
        server.thaw()
        time.sleep(PAUSE)


@contextlib.contextmanager
def own_web(
    port: int | None = None, *, application: str = "crm.wsgi:application", **environment: str
) -> Iterator[Web]:
    """A web process that this test may kill; it may have begun while Redis is away."""
    port = port or free_port()
    web = Web(application, "wsgi", port, PORT=str(port), **environment)
    try:
        until(lambda: _answers(web), told=web.output)
        yield web
    finally:
        web.stop()


def _answers(web: Web) -> bool:
    with contextlib.suppress(Exception):
        return web.request("GET", "/admin/login/", host="localhost").status_code < 500
    return False
