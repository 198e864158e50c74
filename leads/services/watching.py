"""When Beat looks next at who waits in a clinic, and whom nobody has (HOUSE 14)."""

from datetime import datetime

from tenants.services.due import pull_forward

WATCH = "leads.tasks.watch_answers"


def look_at(at: datetime) -> None:
    """See to it that somebody looks soon after `at`. Part of the caller's transaction, and of its messages."""
    pull_forward(WATCH, at=at)
