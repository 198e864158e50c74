"""One bad event refuses all that go with it: halves are tried until it stands alone (INTEGRATIONS 9)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from attribution.providers.answers import OutcomeUnknown, Refused
from crm.lib.errors import ProviderError

Event = TypeVar("Event")


@dataclass(frozen=True)
class Outcome(Generic[Event]):
    """What became of these events: `receipt` of them, or `error`, or neither when nothing of them was tried."""

    events: tuple[Event, ...]
    receipt: str = ""
    error: ProviderError | OutcomeUnknown | None = None
    tried: bool = True

    @property
    def was_taken(self) -> bool:
        return self.tried and self.error is None


def one_by_half(events: Sequence[Event], send: Callable[[Sequence[Event]], str]) -> Iterator[Outcome[Event]]:
    """Each part as soon as it is known, in the order of the events, so that stages of a lead stay in theirs.

    A refusal that is of no event ends it: what was not tried is told as that. For n events of which one is bad,
    at most 2 log2(n) + 1 calls. Where nobody answers the rest is not tried; what is unknown is never sent again.
    """
    waiting = [tuple(events)] if events else []
    while waiting:
        part = waiting.pop(0)
        try:
            yield Outcome(part, receipt=send(part))
        except OutcomeUnknown as lost:
            yield Outcome(part, error=lost)
            break
        except Refused as no:
            if no.trouble.is_of_an_event and len(part) > 1:
                half = len(part) // 2
                waiting[:0] = [part[:half], part[half:]]
                continue
            yield Outcome(part, error=no)
            if not no.trouble.is_of_an_event:
                break
        except ProviderError as away:
            yield Outcome(part, error=away)
            break
    for part in waiting:
        yield Outcome(part, tried=False)
