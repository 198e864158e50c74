"""What an arrival said beside name, contacts and message: one line each."""

from collections.abc import Iterator

from leads.admin.arrivals import ADDRESSES, SHOWN, Fact, followable
from leads.models import LeadPayload

ELSEWHERE = {"message", "notes"}  # shown as they were written


def facts(payload: LeadPayload) -> Iterator[Fact]:
    for name, label in SHOWN.items():
        text = str(payload.fields.get(name) or "")
        if text and name not in ELSEWHERE:
            yield Fact(name, label, text, followable(text) if name in ADDRESSES else "")
