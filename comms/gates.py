"""What packages above ask before a message of theirs is handed over. A registry, filled in `apps.ready()`.

Asked in the transaction that claims the message, which holds its lead, conversation and row (H:S11).
"""

from collections.abc import Callable
from datetime import datetime

from comms.models import Message

# Nothing: it may go. A moment: not before then. A text: never, and why (Message.code); it is cancelled.
Gate = Callable[[Message, datetime], datetime | str | None]
_gates: dict[str, Gate] = {}


def gate(name: str, ask: Gate) -> None:
    _gates[name] = ask


def ask_gates(message: Message, now: datetime) -> datetime | str | None:
    """The first that says something."""
    return next((said for ask in _gates.values() if (said := ask(message, now))), None)
