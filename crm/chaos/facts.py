"""What is known at the end, of both sides: our databases, and the provider's own count."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Sent:
    """A message of ours, as its clinic's database has it. `begun_at` is the last claim of its job; `tries` are
    attempts whose outcome was written down, `accepts` those of them that were taken."""

    clinic: str
    reference: str
    state: str
    text: str = ""
    channel: str = "whatsapp"
    address: str = ""
    code: str = ""
    begun_at: datetime | None = None
    is_last_word: bool = False
    is_of_batch: bool = False
    tries: int = 0
    accepts: int = 0


@dataclass(frozen=True)
class Taken:
    """What the provider accepted from the account of a clinic."""

    clinic: str
    reference: str
    text: str = ""


@dataclass(frozen=True)
class Event:
    """A row of what a provider told, by the name that every repeat of it has."""

    clinic: str
    provider: str
    name: str
    state: str
    text: str = ""


@dataclass(frozen=True)
class Stop:
    """Somebody said STOP there; `known_at`: it had been committed by then."""

    clinic: str
    channel: str
    address: str
    known_at: datetime


@dataclass(frozen=True)
class Done:
    """A row of the ledger of sequences; `reference` of its message, empty where it is none."""

    clinic: str
    enrolment: int
    key: str
    outcome: str
    reference: str = ""


@dataclass(frozen=True)
class Follower:
    """Somebody in the sequence that is open, and what became of it; `has_spoken`: wrote since, known or not."""

    clinic: str
    address: str
    state: str
    has_spoken: bool = False


@dataclass(frozen=True)
class Facts:
    """`written`: (clinic, reference) that the product promised to send. `answered`: (clinic, provider, name) of
    what we told a provider that we have. `told_of`: references of ours in statuses that we answered so. `spoken`:
    (clinic, id) of what patients wrote by a provider that sends again until it is answered; `heard`: (clinic, id)
    of incoming messages. `unfinished`: (clinic, what) that still waits. `stopped`: blows that could not be
    undone."""

    clinics: tuple[str, ...]
    written: frozenset[tuple[str, str]]
    messages: tuple[Sent, ...]
    taken: tuple[Taken, ...]
    answered: frozenset[tuple[str, str, str]]
    told_of: frozenset[str]
    spoken: frozenset[tuple[str, str]]
    heard: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    stops: tuple[Stop, ...]
    unfinished: tuple[tuple[str, str], ...]
    most_unknown: int
    least: int
    steps: tuple[Done, ...] = ()
    followers: tuple[Follower, ...] = ()
    answers: tuple[Stop, ...] = ()
    least_steps: int = 0
