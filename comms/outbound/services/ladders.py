"""When the next try is, and what counts as one. Pure.

Of a connector: 1, 2 and 4 seconds after the first try, then it is given up, and a refusal (4xx) at once (F:I21). Of
an own system: eight tries within a day, whatever it answers, for it may be half-way through an update (H:W10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from comms.providers.base import Refused, Trouble
from tenants.outbox.handlers import WAITS

HOUR = timedelta(hours=1)
OF_OWN = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    6 * HOUR,
)
OF_CONNECTOR = WAITS
STANDING = timedelta(minutes=10)  # how often something that stands still is looked at


@dataclass(frozen=True)
class Next:
    """`after` None: no more. `is_free`: the try does not count towards giving up."""

    after: timedelta | None
    is_free: bool = False


def next_try(error: Exception, tries: int, *, is_own: bool) -> Next:
    """After `tries` that count, the last of which ended with `error`."""
    ladder = OF_OWN if is_own else OF_CONNECTOR
    if not isinstance(error, Refused):
        return Next(_step(ladder, tries))
    if error.trouble.is_of_account:
        return Next(None) if is_own else Next(STANDING, is_free=True)
    if error.trouble is Trouble.RATE:
        return Next(_told(error), is_free=True)
    if not error.trouble.is_temporary:
        return Next(None)
    step = _step(ladder, tries)
    return Next(max(step, _told(error)) if step else None)


def _step(ladder: Sequence[timedelta], tries: int) -> timedelta | None:
    return ladder[tries - 1] if 0 < tries <= len(ladder) else None


def _told(no: Refused) -> timedelta:
    """As long as they said, an hour at most."""
    return min(HOUR, timedelta(seconds=no.wait or 0))
