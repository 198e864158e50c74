"""What an arrival said beside name, contacts and message: one line each."""

from collections.abc import Iterator

from leads.history.told import Fact, first_visit, told
from leads.models import LeadPayload

ELSEWHERE = {"message", "notes"}  # shown as they were written


def facts(payload: LeadPayload) -> Iterator[Fact]:
    """Of this visit, then of the first one."""
    yield from (fact for fact in told(payload.fields) if fact.name not in ELSEWHERE)
    yield from first_visit(payload.fields)
