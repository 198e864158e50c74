"""Which kinds of operation can be taken back, and how. Filled by each app in `apps.ready()`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenants.staff.models import User
    from tenants.undo.models import Operation


@dataclass(frozen=True)
class Outcome:
    """What an undo did: rows put back, names of rows that changed since, rows this person may not see (now).

    `pks` are those put back.
    """

    undone: int
    changed_since: Sequence[str] = field(default_factory=tuple)
    out_of_sight: int = 0
    pks: Collection[int] = ()


Undo = Callable[["Operation", "User", datetime], Outcome]


@dataclass(frozen=True)
class Kind:
    undo: Undo
    title: Callable[["Operation"], Any]
    permission: str


_kinds: dict[str, Kind] = {}


def reversible(kind: str, undo: Undo, title: Callable[["Operation"], Any], *, permission: str) -> None:
    """Say how operations of a kind are taken back and called.

    `undo(operation, by, now)` runs inside the transaction that marks the operation, with `permission` checked; rows
    that changed since, or that `by` does not see, it leaves alone and counts. An undo of none leaves the operation
    open. `title` is a sentence for people.
    """
    _kinds[kind] = Kind(undo, title, permission)


def kinds() -> Mapping[str, Kind]:
    return dict(_kinds)


def title_of(operation: "Operation") -> Any:
    """Its sentence; the bare kind for an operation whose app is gone."""
    kind = _kinds.get(operation.kind)
    return kind.title(operation) if kind else operation.kind
