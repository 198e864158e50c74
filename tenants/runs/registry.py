"""Which kinds of work there are, and how a piece of each is done. Filled by each app in `apps.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenants.runs.models import Run
    from tenants.staff.models import User

Step = Callable[["Run", "User | None", datetime], bool | None]


@dataclass(frozen=True)
class Kind:
    step: Step
    title: Callable[["Run"], Any]
    permission: str
    link: Callable[["Run"], str | None]
    counted: Callable[["Run"], list[tuple[Any, int]]]
    over: Callable[["Run"], None]


_kinds: dict[str, Kind] = {}


def runs(
    kind: str,
    step: Step,
    title: Callable[["Run"], Any],
    *,
    permission: str,
    link: Callable[["Run"], str | None] = lambda run: None,
    counted: Callable[["Run"], list[tuple[Any, int]]] = lambda run: [],
    over: Callable[["Run"], None] = lambda run: None,
) -> None:
    """Say how work of a kind is done and called.

    `step(run, by, now)` does one piece, of a second or two, in the transaction that holds the run, moves its
    `cursor`, `done`, `total` and `result`, and says whether there is more; None when the next piece is not there
    yet: whoever brings it wakes the run, and the sweep looks as well. `by` has the rights of that moment and
    `permission`; None for a key or the operator. A HouseError ends the run with its sentence; what was rolled back
    by the database is tried again. `link` leads to what came of it, `counted` are its numbers in words.
    `over(run)` is called once, when no more of it is done, stopped and failed ones too: what it raises is logged.
    """
    _kinds[kind] = Kind(step, title, permission, link, counted, over)


def kind_of(run: "Run") -> Kind | None:
    return _kinds.get(run.kind)


def title_of(run: "Run") -> Any:
    """Its sentence; the bare kind for work whose app is gone."""
    kind = kind_of(run)
    return kind.title(run) if kind else run.kind
