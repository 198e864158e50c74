"""Who does jobs of which kind. A registry that the floors above fill in `apps.ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

Payload = Mapping[str, object]


class TryAgain(Exception):
    """The outside did not take it and nothing happened there: it may be tried again."""


class GiveUp(Exception):
    """The outside refused for good; trying again would be refused again."""


class OutcomeUnknown(Exception):
    """It may or may not have happened. Never tried again by itself (H:S2)."""


@dataclass(frozen=True)
class Ended:
    """How an attempt ended: a DeliveryLog.Outcome. `error` is what `do` raised, `result` what it returned.

    `late`: the claim had run out and the job counts as unknown already; what is learned now may still be told.
    """

    payload: Payload
    outcome: str
    attempt: int
    at: datetime
    result: object = None
    error: Exception | None = None
    late: bool = False


def _at_once(payload: Payload, now: datetime) -> bool:
    return True


def _untold(ended: Ended) -> None:
    pass


# Where wake-ups go, by name of the Celery queue: a worker may be told to look at one alone (F:I22).
DELIVERY, LEAD_PROCESSING = "delivery", "lead_processing"
# The first try and three more, 1, 2 and 4 seconds later (F:I21).
WAITS = (timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=4))


def three_more(attempt: int, error: Exception | None) -> timedelta | None:
    return WAITS[attempt - 1] if attempt <= len(WAITS) else None


@dataclass(frozen=True)
class Handler:
    """`repeatable`: doing it twice harms nobody, so an abandoned attempt is simply done again.
    `while_suspended`: it reaches nobody outside, so it is done also for a suspended clinic (F:T21).

    `ready(payload, now)` is part of the transaction that claims the attempt: True to go on, False when
    nothing is left to do (the job is done, what it wrote stays), a moment for not before then (what it wrote goes).
    `ended` is part of the transaction that records the outcome. `wait(attempt, error)` is how long after a TryAgain
    the next try is, None for no more. `closed(now)` are jobs that nobody takes now, however many they are; whoever
    opens them again pulls the sweep forward. `queue` is whose wake-ups lead to these jobs.
    """

    do: Callable[[Payload], object]
    repeatable: bool
    while_suspended: bool
    ready: Callable[[Payload, datetime], bool | datetime] = _at_once
    ended: Callable[[Ended], None] = _untold
    wait: Callable[[int, Exception | None], timedelta | None] = three_more
    closed: Callable[[datetime], Q] | None = None
    queue: str = DELIVERY


_handlers: dict[str, Handler] = {}


def register(
    kind: str,
    do: Callable[[Payload], object],
    *,
    repeatable: bool,
    while_suspended: bool = False,
    ready: Callable[[Payload, datetime], bool | datetime] = _at_once,
    ended: Callable[[Ended], None] = _untold,
    wait: Callable[[int, Exception | None], timedelta | None] = three_more,
    closed: Callable[[datetime], Q] | None = None,
    queue: str = DELIVERY,
) -> None:
    _handlers[kind] = Handler(do, repeatable, while_suspended, ready, ended, wait, closed, queue)


def queue_of(kind: str) -> str:
    handler = _handlers.get(kind)
    return handler.queue if handler else DELIVERY


def queues() -> list[str]:
    """Those that somebody's jobs wait in."""
    return sorted({DELIVERY, *(handler.queue for handler in _handlers.values())})


def of_queue(queue: str) -> Q:
    """Its jobs; a kind that nobody does any more counts to DELIVERY."""
    kinds = [kind for kind, handler in _handlers.items() if handler.queue != DELIVERY]
    if queue == DELIVERY:
        return ~Q(kind__in=kinds) if kinds else Q()
    return Q(kind__in=[kind for kind in kinds if _handlers[kind].queue == queue])


def closed_at(now: datetime, queue: str) -> list[Q]:
    return [handler.closed(now) for handler in _handlers.values() if handler.closed and handler.queue == queue]


def kinds_while_suspended() -> list[str]:
    return [kind for kind, handler in _handlers.items() if handler.while_suspended]


def repeatable_kinds() -> list[str]:
    return [kind for kind, handler in _handlers.items() if handler.repeatable]


def handler_of(kind: str) -> Handler | None:
    return _handlers.get(kind)
