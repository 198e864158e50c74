"""A lead of a clinic with an open conversation, and a line that carries."""

from datetime import UTC, datetime, timedelta

import pytest
from time_machine import travel

from comms import carriers
from comms.models import Channel
from comms.tests.factories import Line, make_conversation
from crm.testing.people import make_user
from leads.tests.factories import make_lead
from tenants.context import clinic_context

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def line(monkeypatch):
    """What test accounts send through."""
    one = Line()
    monkeypatch.setattr(
        carriers, "_makers", {(c, f"test.{c}"): lambda account, values: one for c in Channel.values}
    )
    monkeypatch.setattr(carriers, "use", lambda kind: {})
    return one


@pytest.fixture
def agent(clinic):
    return make_user(clinic)


@pytest.fixture
def talk(clock, clinic, line, agent):
    """A conversation of a clinic, in its context; the window is open for 23 hours."""
    lead = make_lead(clinic, "Sarah", "Whitcombe", assigned_to=agent)
    conversation = make_conversation(clinic, lead, wrote=NOW - timedelta(hours=1))
    with clinic_context(clinic):
        yield conversation
