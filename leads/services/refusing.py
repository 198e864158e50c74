"""Keeping what was refused: the bytes, the reason, and a second look where the fault was ours (HOUSE 8)."""

from datetime import datetime, timedelta

import structlog
from django.db import DataError, transaction

from crm.lib.errors import HouseError, InvalidData, Unavailable, Unreadable
from leads.models import LeadPayload
from leads.services.announce import announce_held_later
from leads.services.keeping import keep
from leads.services.reading import CONTACT, NAME, missing_in
from leads.services.scoring.active import forget_profiles_in_use
from leads.services.stages import forget_first_stages
from leads.services.vouching import FIELD
from tenants.outbox.services.enqueue import enqueue

log = structlog.get_logger(__name__)
REPLAY = "leads.replay"
SECOND_LOOK = timedelta(minutes=1)
Result = LeadPayload.Result


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
def refuse(payload: LeadPayload, refusal: HouseError, *, now: datetime, waits_for: str = "") -> None:
    """Store a new arrival with why it was refused; what a person may complete waits in triage.

    After a fault of ours waits there too what would have waited (`waits_for`): it was understood, and a second look
    would not see why. Whatever was written of it before was rolled back, so it is written as if for the first time.
    """
    payload.pk, payload._state.adding = None, True
    results = {Unreadable: Result.UNREADABLE, Unavailable: Result.STORED}
    payload.result = results.get(type(refusal), Result.REFUSED)
    payload.status = refusal.status
    payload.lead = payload.about = payload.idempotency_key = None
    payload.held_for = LeadPayload.HeldFor.INCOMPLETE if may_be_completed(payload, refusal) else ""
    if payload.result == Result.STORED and waits_for:
        payload.result, payload.held_for = Result.HELD, waits_for
    else:
        payload.reason = refusal.detail[:300]
    keep(payload)
    if payload.held_for not in {"", LeadPayload.HeldFor.TRAP}:
        announce_held_later(payload, now=now)
    if payload.result == Result.STORED:
        told = {"payload_id": payload.pk}
        enqueue(kind=REPLAY, key=f"{REPLAY}:{payload.pk}", payload=told, due_at=now + SECOND_LOOK)


def may_be_completed(payload: LeadPayload, refusal: HouseError) -> bool:
    """Something is known of the person, and what is wrong are fields."""
    is_about_fields = isinstance(refusal, InvalidData) and bool(set(refusal.fields) - {FIELD})
    return is_about_fields and set(missing_in(payload.fields)) < {NAME, CONTACT}
