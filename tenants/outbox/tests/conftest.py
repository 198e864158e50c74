"""Jobs of kinds that exist in one test only."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from tenants.outbox import handlers
from tenants.outbox.services.enqueue import enqueue

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def kind(monkeypatch):
    """`kind(do, repeatable=False)` registers a handler for this test and returns the name of its kind."""
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))

    def make(do, *, repeatable=False):
        name = f"test.{len(handlers._handlers)}"
        handlers.register(name, do, repeatable=repeatable)
        return name

    return make


@pytest.fixture
def ask():
    """Ask for one job of a kind in the current clinic, as services do."""

    def write(kind, key="one", *, due_at=NOW, **payload):
        with transaction.atomic():
            enqueue(kind=kind, key=key, payload=payload, due_at=due_at)

    return write
