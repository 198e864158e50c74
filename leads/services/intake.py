"""The front door: an arrival is understood, then stored with what it means in one transaction (HOUSE 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import InterfaceError, OperationalError

from crm.lib.errors import Conflict, HouseError, NotAllowed, TooMany, Unavailable
from crm.lib.lines import one_line
from leads.models import LeadPayload
from leads.services.answers import Answer, same_as_earlier
from leads.services.doubts import CROWDED, as_reason
from leads.services.judging import Judged, judge, told_in
from leads.services.limits import is_crowded
from leads.services.reading import looks_automatic
from leads.services.refusing import keep_waiting, our_fault, refuse
from leads.services.vouching import vouch
from tenants.keys.services.check import Key

KEPT_HEADERS = ("Origin", "Referer", "User-Agent", "Accept-Language")
LONGEST_HEADER = 300
# Refused without a trace: another clinic's, being worked on, or too often.
_UNKEPT = (NotAllowed, Conflict, TooMany)
# PostgreSQL: serialization_failure, deadlock_detected, lock_not_available, query_canceled.
_CUT_SHORT = {"40001", "40P01", "55P03", "57014"}
HeldFor = LeadPayload.HeldFor


@dataclass(frozen=True)
class Arrival:
    """What came over the wire, with the key that was checked. `demands_check`: from a page that can solve the
    puzzle against robots; a form without a script cannot, and waits in triage instead. `is_untold`: nobody knows
    which page it came from, so it waits as well."""

    body: bytes
    content_type: str
    key: Key
    headers: Mapping[str, str] = field(default_factory=dict)
    idempotency_key: str = ""
    address: str = ""
    demands_check: bool = True
    is_untold: bool = False


def receive_lead(arrival: Arrival, *, parse: Callable[[bytes], object], now: datetime) -> Answer:
    """Store an arrival and what it means; the clinic of the key must be active.

    A second arrival of the same person gives the same lead and one more payload; the same Idempotency-Key gives the
    same answer and nothing more. Raises Unreadable, InvalidData or Unavailable after the payload was committed with
    that reason: what a website sent is never lost. Only an arrival that names another clinic than its key (H:L2),
    whose Idempotency-Key is at work, or that comes too often is refused without a trace.
    """
    payload, judged = _unjudged(arrival, now), Judged()
    try:
        data = parse(arrival.body)
        earlier = same_as_earlier(arrival.key, arrival.idempotency_key, arrival.body)
        if earlier is not None:
            return earlier
        judged = _understood(payload, arrival, data, now)
        return judge(payload, judged, key=arrival.key, idempotency_key=arrival.idempotency_key, now=now)
    except _UNKEPT:
        raise
    except HouseError as wrong:
        refusal = wrong
    except Exception as broken:
        if _is_away(broken):
            raise
        refusal = our_fault(payload, broken)
        if judged.held_for and isinstance(refusal, Unavailable):
            again = {"key": arrival.key, "idempotency_key": arrival.idempotency_key}
            return keep_waiting(payload, judged.held_for, **again, now=now)
    refuse(payload, refusal, now=now)
    raise refusal


def _is_away(broken: Exception) -> bool:
    """Nobody is there to keep it. A statement that was cut short, by a deadlock say, leaves somebody who is."""
    cut_short = getattr(broken.__cause__, "sqlstate", None) in _CUT_SHORT
    return isinstance(broken, OperationalError | InterfaceError) and not cut_short


def _understood(payload: LeadPayload, arrival: Arrival, data: object, now: datetime) -> Judged:
    """Everything that needs no transaction: the check against robots may ask an outside service."""
    _check_slug(data, arrival.key)
    if isinstance(data, Mapping) and looks_automatic(data):
        told_in(payload, data, whole=False)
        return Judged(held_for=HeldFor.TRAP)
    told = told_in(payload, data)
    vouched = vouch(data, key=arrival.key, address=arrival.address, now=now, demanded=arrival.demands_check)
    if crowded := is_crowded(arrival.key, told.contacts):
        payload.reason = as_reason([CROWDED])
    is_doubtful = arrival.is_untold or vouched.held or crowded
    return Judged(told, vouched.stamp, HeldFor.UNCHECKED if is_doubtful else "")


def _check_slug(data: object, key: Key) -> None:
    named = data.get("clinic_slug") if isinstance(data, Mapping) else None
    if isinstance(named, str) and one_line(named).lower() not in {"", key.clinic.slug}:
        raise NotAllowed("This API key belongs to another clinic than clinic_slug names.")


def _unjudged(arrival: Arrival, now: datetime) -> LeadPayload:
    kept = {name: arrival.headers[name][:LONGEST_HEADER] for name in KEPT_HEADERS if arrival.headers.get(name)}
    if arrival.is_untold:  # a form that we showed again: browsers say it is ours
        kept = {name: text for name, text in kept.items() if name not in {"Origin", "Referer"}}
    return LeadPayload(
        body=arrival.body,
        content_type=arrival.content_type[:100],
        key_id=arrival.key.id,
        headers=kept,
        received_at=now,
    )
