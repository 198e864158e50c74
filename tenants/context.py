"""Whose rows the connection sees. The only place that switches schemas (H:T3, T4, T17)."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import close_old_connections, connection, connections
from structlog.contextvars import bound_contextvars

from tenants.models import Clinic

T = TypeVar("T")


class NoClinic(RuntimeError):
    """Clinic work was asked for while no clinic is current."""


def current_clinic() -> Clinic:
    """The clinic whose schema is active. Raises NoClinic on the platform's side."""
    if not isinstance(connection.tenant, Clinic):
        raise NoClinic("No clinic is active here: use clinic_context or a clinic_task.")
    return connection.tenant


def is_platform() -> bool:
    return not isinstance(connection.tenant, Clinic)


@contextmanager
def clinic_context(clinic: Clinic) -> Iterator[Clinic]:
    """See and write this clinic's rows only: the search_path has no public (HOUSE 3).

    Evaluate querysets inside: what leaves this block unevaluated sees the next clinic's rows (H:M4).
    Open transactions inside too, and take the clinic before `on_commit` (HOUSE, trap 2).
    """
    before = connection.tenant
    connection.set_tenant(clinic, include_public=False)
    try:
        with bound_contextvars(clinic=clinic.schema_name):
            yield clinic
    finally:
        connection.set_tenant(before, include_public=False)


@contextmanager
def platform_schema() -> Iterator[None]:
    """Read the platform's rows for a moment, from wherever we are; works inside a clinic's transaction."""
    before = connection.tenant
    connection.set_schema("public", include_public=False)
    try:
        yield
    finally:
        connection.set_tenant(before, include_public=False)


def activate(clinic: Clinic) -> None:
    """Make a clinic current for the rest of a request; the middleware calls `deactivate` at its end."""
    connection.set_tenant(clinic, include_public=False)


def deactivate() -> None:
    connection.set_schema_to_public()


async def in_thread(work: Callable[..., T], *args: object) -> T:
    """Run synchronous work from async code on a connection of its own, which ends with it (H:T4).

    `work` must enter `clinic_context` itself: nothing of the caller's context reaches the database.
    """

    def run() -> T:
        close_old_connections()
        try:
            return work(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)
