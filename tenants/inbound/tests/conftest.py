"""Readers that exist in one test only."""

from datetime import UTC, datetime

import pytest
from time_machine import travel

from tenants.context import clinic_context
from tenants.inbound import readers
from tenants.inbound.services.keeping import Came, keep
from tenants.outbox.services import work

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def inside(clinic):
    with clinic_context(clinic), travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def reader(monkeypatch):
    """`reader(read)` reads what "testing" tells, in this test."""
    monkeypatch.setattr(readers, "_readers", dict(readers._readers))
    return lambda read: readers.reads("testing", read)


@pytest.fixture
def came():
    """`came("one", "two")`: the provider tells these, once."""
    return lambda *names, now=NOW: keep([Came("testing", name, name.encode()) for name in names], now=now)


@pytest.fixture
def until_done(inside):
    """Let the worker do what is due, then what is due later, as long as there is something."""

    def run():
        from tenants.outbox.models import Job

        while waiting := Job.objects.filter(state=Job.State.WAITING).order_by("due_at").first():
            inside.move_to(max(waiting.due_at, NOW))
            work.run_due(now=max(waiting.due_at, NOW))

    return run
