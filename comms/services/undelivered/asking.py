"""Which code asks for what: a job, for whoever heard the code holds the lead and the message."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from comms.models import Message
from tenants.outbox.services.enqueue import enqueue

ONCE_MORE, SAME_WORDS = "comms.once_more", "comms.same_words"
WAIT = timedelta(minutes=10)  # a telephone that was off may be on again
# Of a status, never of the provider's answer: 30003 out of reach, 30008 no reason told, 30007 taken for unwanted.
_FOLLOWS: Mapping[str, str] = {"30003": ONCE_MORE, "30008": ONCE_MORE, "30007": SAME_WORDS}


def follow(message: Message, code: str, *, now: datetime) -> None:
    """Part of the transaction that notes the failure. Of a message to many the words are stopped once."""
    kind = _FOLLOWS.get(code)
    if kind is None:
        return
    of_all = kind == SAME_WORDS and message.batch
    key = f"{kind}:{message.batch if of_all else message.reference}"
    due_at = now + WAIT if kind == ONCE_MORE else now
    enqueue(kind=kind, key=key, payload={"message": message.pk}, due_at=due_at)
