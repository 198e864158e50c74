"""What waits on a connection for the next message to PostgreSQL."""

from collections.abc import Callable
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
    none. `choose_schema` is asked before each message, with the cursor that will send it; `failed` is told why one
    failed."""

    choose_schema: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    begins: bool = False
    waiting: list[Unsaid] = field(default_factory=list)
