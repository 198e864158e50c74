"""What waits on a connection for the next message to PostgreSQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Unsaid:
    """A statement that waits. `heard` gets its rows; one that `is_frame` is worth no message of its own."""

    sql: str
    heard: Callable[[Rows], None] | None = None
    is_frame: bool = False


@dataclass
class Letter:
    """Of one connection. `begins`: Django is in a transaction, so the next message begins one where PostgreSQL has
    none. `failed` is told when a message failed: what the session remembers may be undone with it."""

    failed: Callable[[], None]
    begins: bool = False
    waiting: list[Unsaid] = field(default_factory=list)

    def take(self) -> list[Unsaid]:
        """They are on their way."""
        said = list(self.waiting)
        self.waiting.clear()
        return said

    def put_back(self, said: Sequence[Unsaid]) -> None:
        self.waiting[:0] = said
