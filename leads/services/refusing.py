"""Keeping what was refused: the bytes, the reason, and a second look where the fault was ours (HOUSE 8)."""

from datetime import datetime, timedelta

import structlog
from django.db import DataError, transaction

from crm.lib.errors import HouseError, InvalidData, Unavailable, Unreadable
from leads.models import LeadPayload
from leads.services.announce import announce_held_later
from leads.services.answers import CREATED, Answer, answer_of, take_turn
from leads.services.keeping import keep
from leads.services.reading import CONTACT, NAME, missing_in
from leads.services.scoring.active import forget_profiles_in_use
from leads.services.stages import forget_first_stages
from leads.services.vouching import FIELD
from tenants.keys.services.check import Key
from tenants.outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)
REPLAY = "leads.replay"
SECOND_LOOK = timedelta(minutes=1)
HeldFor, Result = LeadPayload.HeldFor, LeadPayload.Result


def our_fault(payload: LeadPayload, broken: Exception) -> HouseError:
    """Say it in the log. The sender may come again, but not with a value that the database refuses: it would be
    refused each time. What this process believed of the clinic may be what is wrong: it asks anew."""
    forget_first_stages()
    forget_profiles_in_use()
    log.error("intake.failed", submission=payload.submission, exc_info=broken)
    if isinstance(broken, DataError):
        return InvalidData("This enquiry holds a value that cannot be stored. It is kept as it came.")
    return Unavailable("We could not read this enquiry now. It is kept; send it again in a moment.")


@transaction.atomic
def refuse(payload: LeadPayload, refusal: HouseError, *, now: datetime) -> None:
    """Store a new arrival with why it was refused; what a person may complete waits in triage."""
    _as_if_for_the_first_time(payload)
    results = {Unreadable: Result.UNREADABLE, Unavailable: Result.STORED}
    payload.result = results.get(type(refusal), Result.REFUSED)
    payload.reason, payload.status = refusal.detail[:300], refusal.status
    payload.held_for = HeldFor.INCOMPLETE if may_be_completed(payload, refusal) else ""
    keep(payload)
    if payload.held_for:
        announce_held_later(payload, now=now)
    if payload.result == Result.STORED:
        told = {"payload_id": payload.pk}
        enqueue(kind=REPLAY, key=f"{REPLAY}:{payload.pk}", payload=told, due_at=now + SECOND_LOOK)


@transaction.atomic
def keep_waiting(payload: LeadPayload, held_for: str, *, key: Key, idempotency_key: str, now: datetime) -> Answer:
    """After a fault of ours: what people would have decided about waits for them. It is understood and safe, so its
    sender need not come again; a second look by itself would not see why it was to wait. Raises as `judge` does.
    """
    if idempotency_key and (earlier := take_turn(key, idempotency_key, payload.body)):
        return earlier
    _as_if_for_the_first_time(payload)
    payload.result, payload.status, payload.held_for = Result.HELD, CREATED, held_for
    payload.idempotency_key = idempotency_key or None
    keep(payload)
    if held_for != HeldFor.TRAP:
        announce_held_later(payload, now=now)
    return answer_of(payload, key)


def _as_if_for_the_first_time(payload: LeadPayload) -> None:
    """Whatever was written of it before was rolled back."""
    payload.pk, payload._state.adding = None, True
    payload.lead = payload.about = payload.idempotency_key = None


def may_be_completed(payload: LeadPayload, refusal: HouseError) -> bool:
    """Something is known of the person, and what is wrong are fields."""
    is_about_fields = isinstance(refusal, InvalidData) and bool(set(refusal.fields) - {FIELD})
    return is_about_fields and set(missing_in(payload.fields)) < {NAME, CONTACT}
