"""The one face of every check against robots (F:T23, HOUSE 10)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LONGEST = 2048  # signs of a token; a longer one is refused unread (INTEGRATIONS 11)
FRESH = 300  # seconds that a token is good for
ACTION = "lead"  # what the vendors' scripts are told that the token is for


@dataclass(frozen=True)
class Question:
    """A token that a website sent, and where it may come from. `address` is the visitor's, empty when not known."""

    token: str
    address: str
    hosts: frozenset[str]
    now: datetime


@dataclass(frozen=True)
class Verdict:
    """`stamp` names the token for good, in 64 hex digits: it may be spent once."""

    passed: bool
    stamp: str = ""


class Captcha(Protocol):
    """`name` is what a clinic chooses; `field` is where its script puts the token in a form."""

    name: str
    field: str

    def check(self, asked: Question) -> Verdict:
        """Raises ProviderError when nobody could tell; permanent when the clinic's keys are wrong."""
