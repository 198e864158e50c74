"""One request of a provider may tell several things, of several clinics: each is kept by itself."""

import hashlib
from dataclasses import dataclass

LONGEST_ID = 150  # signs of an event's id; a longer one is kept as its hash


@dataclass(frozen=True)
class Part:
    """`accounts` are ours, by the provider's ids, the surest first. `event_id` is the same for every repeat."""

    accounts: tuple[str, ...]
    event_id: str
    body: bytes


def event_id(*parts: str) -> str:
    """A name for what happened, of what the provider calls it."""
    named = ":".join(part for part in parts if part)
    if len(named) <= LONGEST_ID and named.isprintable():
        return named
    return f"{parts[0]}:{hashlib.sha256(named.encode('utf-8', 'replace')).hexdigest()}"


def hash_of(body: bytes) -> str:
    """For what has no id of its own: the same bytes are the same event."""
    return hashlib.sha256(body).hexdigest()
