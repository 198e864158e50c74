"""What both REST providers share: reading an answer, and when a send counts as unknown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from comms.providers.base import OutcomeUnknown, Refused, Trouble
from crm.lib.errors import ProviderAway, ProviderError, Unanswered
from crm.lib.http import Reply

OK = range(200, 300)
BUSY, TOO_MANY, NOT_KNOWN = 503, 429, 401
REFUSING = range(400, 500)


@contextmanager
def handing_over() -> Iterator[None]:
    """Around the one call that sends: neither provider knows a key by which a second one would be harmless, so
    whatever is no clear yes or no is OutcomeUnknown (INTEGRATIONS 15.3)."""
    try:
        yield
    except Unanswered as lost:
        raise OutcomeUnknown(str(lost)) from lost
    except (Refused, ProviderAway):
        raise
    except ProviderError as strange:  # an answer, and not one of theirs
        raise OutcomeUnknown(str(strange)) from strange


def without_code(reply: Reply) -> ProviderError:
    """An answer that holds no error of the provider's own: a machine in front of it spoke.

    It refuses with 4xx and 503. After any other 5xx what was asked may have been done all the same.
    """
    code = f"HTTP {reply.status}"
    if reply.status == TOO_MANY:
        return Refused(Trouble.RATE, code=code, wait=reply.wait)
    if reply.status == BUSY:
        return Refused(Trouble.TRANSIENT, code=code, wait=reply.wait)
    if reply.status == NOT_KNOWN:
        return Refused(Trouble.AUTH, code=code)
    if reply.status in REFUSING:
        return Refused(Trouble.OTHER, code=code)
    return Unanswered(code)


def understood(reply: Reply, refusal: Callable[[Reply], ProviderError]) -> dict[str, Any]:
    """The object that was answered. Raises what `refusal` makes of any other status."""
    if reply.status not in OK:
        raise refusal(reply)
    found = reply.json()
    if not isinstance(found, dict):
        raise ProviderError("not an object", permanent=False)
    return found


def object_in(reply: Reply) -> dict[str, Any]:
    """The object of an error; nothing, when it is none."""
    try:
        found = reply.json()
    except ProviderError:
        return {}
    return found if isinstance(found, dict) else {}
