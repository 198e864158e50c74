"""Which kinds of operation can be taken back, and how. Filled by each app in `apps.ready()`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

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


@dataclass(frozen=True)
class Named:
    """A row of an operation, for the page that lists it."""

    text: str
    link: str = ""
    since: str = ""  # what was last done to it


Undo = Callable[["Operation", "User", datetime], Outcome]


Names = Callable[[Collection[int], "User"], Mapping[int, Named]]


@dataclass(frozen=True)
class Kind:
    undo: Undo
    title: Callable[["Operation"], Any]
    permission: str
    names: Names | None = None
    of: type[Model] | None = None
    by_pieces: bool = False


_kinds: dict[str, Kind] = {}


def reversible(
    kind: str,
    undo: Undo,
    title: Callable[["Operation"], Any],
    *,
    permission: str,
    names: Names | None = None,
    of: type[Model] | None = None,
    by_pieces: bool = False,
) -> None:
    """Say how operations of a kind are taken back and called.

    `undo(operation, by, now)` runs inside the transaction that marks the operation, with `permission` checked; rows
    that changed since, or that `by` does not see, it leaves alone and counts. An undo of none leaves the operation
    open. `title` is a sentence for people. `names(pks, reader)` are the rows that `reader` may see, by key.
    `of` is the model of those rows, so that whoever deletes them for good finds what is remembered of them.
    `by_pieces` says that `undo` looks at no other rows than those of the operation, so that one of many rows may be
    taken back a part at a time.
    """
    _kinds[kind] = Kind(undo, title, permission, names, of, by_pieces)


def kinds() -> Mapping[str, Kind]:
    return dict(_kinds)


def title_of(operation: "Operation") -> Any:
    """Its sentence; the bare kind for an operation whose app is gone."""
    kind = _kinds.get(operation.kind)
    return kind.title(operation) if kind else operation.kind
