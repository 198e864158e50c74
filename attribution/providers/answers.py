"""What both receivers of conversions may answer, whatever they call it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from crm.lib.errors import ProviderAway, ProviderError, Unanswered
from crm.lib.http import Reply

OK, REFUSING = range(200, 300), range(400, 500)
BUSY, TOO_MANY, NOT_KNOWN, FORBIDDEN, NOT_THERE = 503, 429, 401, 403, 404


class Trouble(StrEnum):
    """Decides what happens next, and what is said."""

    AUTH = "auth"  # the key is wrong, or has ended: nothing leaves until it is replaced
    ACCOUNT = "account"  # the key may not do this there, or the account is not ready for it
    SETUP = "setup"  # no such dataset, account or conversion action
    RATE = "rate"  # too much at once: later, all of it
    TRANSIENT = "transient"  # theirs, for a moment
    TOO_OLD = "too_old"  # an event among them happened too long ago
    EVENT = "event"  # an event among them is not taken
    OTHER = "other"  # a code that we do not know

    @property
    def is_of_destination(self) -> bool:
        """Whether nothing can go there until somebody acts."""
        return self in {Trouble.AUTH, Trouble.ACCOUNT, Trouble.SETUP}

    @property
    def is_temporary(self) -> bool:
        return self in {Trouble.RATE, Trouble.TRANSIENT}

    @property
    def is_of_an_event(self) -> bool:
        """Whether the same events in smaller parts may tell which one it is."""
        return self in {Trouble.TOO_OLD, Trouble.EVENT}


class Refused(ProviderError):
    """They said no, and took nothing of what was asked. `code` is theirs; `wait` is in seconds, if they said so."""

    def __init__(self, trouble: Trouble, *, code: str = "", wait: float | None = None):
        super().__init__(f"{trouble.value} {code}".strip(), permanent=not trouble.is_temporary)
        self.trouble, self.code, self.wait = trouble, code[:60], wait


class OutcomeUnknown(Exception):
    """No whole answer came after the events had left: they may or may not count (H:S2)."""


@contextmanager
def handing_over() -> Iterator[None]:
    """Around the call that sends: whatever is no clear yes or no is OutcomeUnknown (INTEGRATIONS 15.3)."""
    try:
        yield
    except Unanswered as lost:
        raise OutcomeUnknown(str(lost)) from lost
    except (Refused, ProviderAway):
        raise
    except ProviderError as strange:  # an answer, and not one of theirs
        raise OutcomeUnknown(str(strange)) from strange


def understood(reply: Reply, refusal: Callable[[Reply], ProviderError]) -> dict[str, Any]:
    """The object that was answered. Raises what `refusal` makes of any other status."""
    if reply.status not in OK:
        raise refusal(reply)
    found = reply.json()
    if not isinstance(found, dict):
        raise ProviderError("not an object", permanent=False)
    return found


def error_in(reply: Reply) -> dict[str, Any]:
    """The object `error` of an answer; empty, when there is none."""
    try:
        found = reply.json()
    except ProviderError:
        return {}
    error = found.get("error") if isinstance(found, dict) else None
    return error if isinstance(error, dict) else {}


_BY_STATUS = {
    NOT_KNOWN: Trouble.AUTH,
    FORBIDDEN: Trouble.ACCOUNT,
    NOT_THERE: Trouble.SETUP,
    TOO_MANY: Trouble.RATE,
    BUSY: Trouble.TRANSIENT,
}


def without_code(reply: Reply) -> ProviderError:
    """An answer without an error of the provider's own: a machine in front of it spoke. After a 5xx but 503 what
    was asked may have been done all the same."""
    code = f"HTTP {reply.status}"
    trouble = _BY_STATUS.get(reply.status, Trouble.OTHER if reply.status in REFUSING else None)
    return Unanswered(code) if trouble is None else Refused(trouble, code=code, wait=reply.wait)
