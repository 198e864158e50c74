"""Other ways to bring an urgent notice to a telephone. A registry that floors above fill in `apps.ready()`.

Without a carrier there is no such choice. Nobody is reached this way who did not ask for it (F:C25).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenants.staff.models import User

# (user, words, address): bring the headline and the way in; raises what a handler of the outbox may.
Send = Callable[[User, str, str], None]


def _always(user: User) -> str:
    return ""


@dataclass(frozen=True)
class Carrier:
    """`label` is what its column is called, where people choose; `cost` says there what each one costs the clinic.

    `why_not` is why it can bring nothing to somebody at the moment, in words; empty when it can.
    """

    name: str
    label: Any
    send: Send
    cost: Any = ""
    why_not: Callable[[User], str] = _always


_carriers: dict[str, Carrier] = {}


def carrier(name: str, send: Send, *, label: Any, cost: Any = "", why_not: Callable[[User], str] = _always) -> None:
    """`name` is a word: letters alone."""
    _carriers[name] = Carrier(name, label, send, cost, why_not)


def carriers() -> list[Carrier]:
    return list(_carriers.values())


def carrier_of(name: str) -> Carrier | None:
    return _carriers.get(name)
