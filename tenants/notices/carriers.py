"""Other ways to bring an urgent notice to a telephone. A registry that floors above fill in `apps.ready()`.

Without a carrier there is no such choice. Nobody is reached this way who did not ask for it (F:C25).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tenants.staff.models import User

# (user, words, address): bring the headline and the way in; raises what a handler of the outbox may.
Send = Callable[[User, str, str], None]


@dataclass(frozen=True)
class Carrier:
    """`label` is what its column is called, where people choose."""

    name: str
    label: Any
    send: Send


_carriers: dict[str, Carrier] = {}


def carrier(name: str, send: Send, *, label: Any) -> None:
    _carriers[name] = Carrier(name, label, send)


def carriers() -> list[Carrier]:
    return list(_carriers.values())


def carrier_of(name: str) -> Carrier | None:
    return _carriers.get(name)
