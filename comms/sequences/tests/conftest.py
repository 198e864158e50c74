import pytest

from comms.sequences.services import ticking
from comms.tests.conftest import agent, clock, line  # noqa: F401  fixtures
from tenants.outbox.services import work


@pytest.fixture(autouse=True)
def nobody_is_woken(request, monkeypatch):
    """A worker that an earlier test brought would take the clinic's place while the test looks by itself."""
    if "worker" not in request.fixturenames:
        monkeypatch.setattr(ticking, "wake", lambda clinic: None)
        monkeypatch.setattr(work, "wake", lambda clinic, queue, after=0: None)
