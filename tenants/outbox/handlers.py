"""Who does jobs of which kind. A registry that the floors above fill in `apps.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


class TryAgain(Exception):
    """The outside did not take it and nothing happened there: it may be tried again."""


class GiveUp(Exception):
    """The outside refused for good; trying again would be refused again."""


class OutcomeUnknown(Exception):
    """It may or may not have happened. Never tried again by itself (H:S2)."""


@dataclass(frozen=True)
class Handler:
    """`repeatable`: doing it twice harms nobody, so an abandoned attempt is simply done again.
    `while_suspended`: it reaches nobody outside, so it is done also for a suspended clinic (F:T21)."""

    do: Callable[[Mapping[str, object]], None]
    repeatable: bool
    while_suspended: bool


_handlers: dict[str, Handler] = {}


def register(
    kind: str, do: Callable[[Mapping[str, object]], None], *, repeatable: bool, while_suspended: bool = False
) -> None:
    _handlers[kind] = Handler(do, repeatable, while_suspended)


def kinds_while_suspended() -> list[str]:
    return [kind for kind, handler in _handlers.items() if handler.while_suspended]


def repeatable_kinds() -> list[str]:
    return [kind for kind, handler in _handlers.items() if handler.repeatable]


def handler_of(kind: str) -> Handler | None:
    return _handlers.get(kind)
