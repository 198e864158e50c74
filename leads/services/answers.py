"""What the sender of an arrival is told, now and when the same is sent again (HOUSE, "Answers"; H:L5, L10)."""

from dataclasses import dataclass

from crm.lib.errors import Conflict, InvalidData
from leads.models import LeadPayload
from tenants.keys.services.check import Key
from tenants.services.locks import try_lock_name

CREATED, OK = 201, 200
IN_FLIGHT = "This Idempotency-Key is being worked on. Send it again in a moment."
OTHER_BODY = "This Idempotency-Key was used for another body."


@dataclass(frozen=True)
class Answer:
    """A lead's id and score to a secret key (F:L10), an opaque number to a page (F:I2); `held` says to a secret key
    why there is no lead yet, and `submission` is what staff find the arrival by."""

    status: int
    lead_id: int | None
    submission: int
    held: str = ""
    score: int | None = None


def answer_of(payload: LeadPayload, key: Key) -> Answer:
    """The answer that belongs to a stored arrival. A filled trap is answered like success to everybody (F:T24)."""
    if key.is_site or payload.held_for == LeadPayload.HeldFor.TRAP:
        return Answer(CREATED, payload.submission, payload.submission)
    if payload.held_for:  # whatever people have decided since
        return Answer(CREATED, None, payload.submission, payload.held_for)
    return Answer(payload.status, payload.lead_id, payload.submission, score=payload.score)


def same_as_earlier(key: Key, idempotency_key: str, body: bytes) -> Answer | None:
    """What was answered to this Idempotency-Key before, or None. Raises InvalidData for another body."""
    if not idempotency_key:
        return None
    earlier = LeadPayload.objects.filter(key_id=key.id, idempotency_key=idempotency_key).first()
    if earlier is None:
        return None
    if bytes(earlier.body) != body:
        raise InvalidData(OTHER_BODY)
    return answer_of(earlier, key)


def take_turn(key: Key, idempotency_key: str, body: bytes) -> Answer | None:
    """The same question, asked so that nobody else works on this Idempotency-Key until the transaction ends.

    Raises Conflict when somebody does.
    """
    if not try_lock_name(f"sent:{key.id}:{idempotency_key}"):
        raise Conflict(IN_FLIGHT)
    return same_as_earlier(key, idempotency_key, body)
