"""The front door: an arrival is kept first, then understood, then answered (HOUSE 8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import DataError, InterfaceError, OperationalError, transaction

from crm.lib.errors import HouseError, InvalidData, NotAllowed, Unavailable, Unreadable
from crm.lib.lines import one_line
from leads.models import Lead, LeadPayload
from leads.services.announce import announce_later
from leads.services.people import Found, hold, lock_people
from leads.services.reading import looks_automatic, read_enquiry, read_fields
from tenants.keys.services.check import Key

log = structlog.get_logger(__name__)
CREATED, OK = 201, 200


@dataclass(frozen=True)
class Arrival:
    """What came over the wire, with the key that was checked."""

    body: bytes
    content_type: str
    key: Key


@dataclass(frozen=True)
class Answer:
    """What the sender is told: a lead id to a secret key, an opaque number to a page (F:I2)."""

    reference: int
    status: int


def receive_lead(arrival: Arrival, *, parse: Callable[[bytes], object], now: datetime) -> Answer:
    """Store an arrival and what it means, in one transaction; the clinic of the key must be active.

    A second arrival of the same person gives the same lead and one more payload. Raises Unreadable, InvalidData
    or Unavailable after the payload was committed with that reason: what a website sent is never lost. Only an
    arrival that names another clinic than its key is refused without a trace in either (H:L2).
    """
    try:
        data, refusal = parse(arrival.body), None
    except Unreadable as unreadable:
        data, refusal = {}, unreadable
    _check_slug(data, arrival.key)
    with transaction.atomic():
        payload = _keep(arrival, now)
        if refusal is None:
            try:
                with transaction.atomic():
                    return _judge(payload, data, arrival.key)
            except HouseError as wrong:
                refusal = wrong
            except Exception as broken:  # noqa: BLE001  a fault of ours must not cost the clinic a lead
                refusal = _our_fault(payload, broken)
        _refuse(payload, refusal)
    raise refusal


def _check_slug(data: object, key: Key) -> None:
    named = data.get("clinic_slug") if isinstance(data, Mapping) else None
    if isinstance(named, str) and one_line(named).lower() not in {"", key.clinic.slug}:
        raise NotAllowed("This API key belongs to another clinic than clinic_slug names.")


def _keep(arrival: Arrival, now: datetime) -> LeadPayload:
    return LeadPayload.objects.create(
        body=arrival.body, content_type=arrival.content_type[:100], key_id=arrival.key.id, received_at=now
    )


def _judge(payload: LeadPayload, data: object, key: Key) -> Answer:
    if not isinstance(data, Mapping):
        raise InvalidData("Send one JSON object with the fields of the enquiry.")
    payload.fields, problems = read_fields(data)
    if looks_automatic(data):
        _settle(payload, LeadPayload.Result.HELD)
        return Answer(payload.submission, CREATED)
    enquiry = read_enquiry(payload.fields, problems)
    lock_people(enquiry.reachable)
    found = hold(enquiry, payload)
    if found.is_new:
        announce_later(found.lead, now=payload.received_at)
    payload.reason = found.doubt
    _settle(payload, LeadPayload.Result.NEW if found.is_new else LeadPayload.Result.KNOWN, found.lead)
    return _answer(payload, found, key)


def _answer(payload: LeadPayload, found: Found, key: Key) -> Answer:
    if key.is_site:
        return Answer(payload.submission, CREATED)
    return Answer(found.lead.pk, CREATED if found.is_new else OK)


def _settle(payload: LeadPayload, result: str, lead: Lead | None = None) -> None:
    payload.result, payload.lead = result, lead
    payload.save(update_fields=["fields", "result", "reason", "lead"])


def _refuse(payload: LeadPayload, refusal: HouseError) -> None:
    results = {Unreadable: LeadPayload.Result.UNREADABLE, Unavailable: LeadPayload.Result.STORED}
    payload.result = results.get(type(refusal), LeadPayload.Result.REFUSED)
    payload.reason = refusal.detail[:300]
    payload.save(update_fields=["result", "reason"])


def _our_fault(payload: LeadPayload, broken: Exception) -> HouseError:
    """Say it in the log and keep the payload for a replay. The sender may come again, but not with a value that
    the database refuses: it would be refused each time."""
    if isinstance(broken, OperationalError | InterfaceError):
        raise broken
    log.exception("intake.failed", submission=payload.submission)
    if isinstance(broken, DataError):
        return InvalidData("This enquiry holds a value that cannot be stored. It is kept as it came.")
    return Unavailable("We could not read this enquiry now. It is kept; send it again in a moment.")
