"""A kept arrival is read again by today's rules (F:L21): by hand from its page, by itself after a fault of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import DataError, transaction
from django.db.models import Q

from crm.lib.errors import HouseError, NotThere, Unreadable
from leads.models import LeadPayload
from leads.services.announce import announce_held_later
from leads.services.captcha.choosing import chosen
from leads.services.judging import hold, judge_again, told_in
from leads.services.keeping import keep
from leads.services.reading import looks_automatic
from leads.services.refusing import may_be_completed, our_fault
from leads.services.triage.deciding import decider_now
from tenants.audit.services.record import record
from tenants.desk.api.bodies import parse_json
from tenants.keys.models import ApiKey
from tenants.outbox.handlers import TryAgain
from tenants.staff.models import User

log = structlog.get_logger(__name__)
HeldFor, Result, Decision = LeadPayload.HeldFor, LeadPayload.Result, LeadPayload.Decision
# What is known of an arrival that is not judged again: it became a lead, its lead is gone, or people decide.
LEAD, GONE, WAITS, DECLINED, SETTLED = "lead", "gone", "waits", "declined", "settled"
JUDGED, REFUSED = "judged", "refused"


@dataclass(frozen=True)
class Replayed:
    """`outcome` is one of the words above; the payload is as it stands now."""

    payload: LeadPayload
    outcome: str


def can_be_read_again(payload: LeadPayload) -> bool:
    """Whether a replay would judge it: nobody has decided, and nobody is asked to."""
    return not _known(payload)


@transaction.atomic
def replay(pk: int, *, by: User, now: datetime) -> Replayed:
    """Judge it again, unless it is decided: then nothing changes, however often. Raises NotAllowed, NotThere."""
    decider_now(by)
    replayed = judge_kept(pk, now=now)
    record("arrival.replayed", replayed.payload, note=replayed.outcome)
    return replayed


def replay_by_itself(told: Mapping[str, object], *, now: datetime) -> None:
    """The job after a fault of ours; the outbox tries again when the fault is still there."""
    try:
        with transaction.atomic():
            judge_kept(int(told["payload_id"]), now=now, only_stored=True)
    except NotThere:
        return
    except Exception as broken:
        log.error("intake.replay_failed", payload=told["payload_id"], exc_info=broken)
        raise TryAgain(type(broken).__name__) from broken


def judge_kept(pk: int, *, now: datetime, only_stored: bool = False) -> Replayed:
    """In the caller's transaction, with the arrival locked. Raises NotThere, and whatever broke."""
    payload = LeadPayload.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if payload is None or (only_stored and (payload.result != Result.STORED or _came_again(payload))):
        raise NotThere
    outcome = _known(payload) or _judged(payload, now)
    return Replayed(payload, outcome)


def _came_again(payload: LeadPayload) -> bool:
    """Whether its sender, told to come again, did: the same bytes with the same key. The last of them is judged.

    Refused does not count: the second time a puzzle is solved already, and nobody would look at either.
    """
    later = LeadPayload.objects.filter(key_id=payload.key_id, received_at__gt=payload.received_at)
    refused = Q(result__in=[Result.REFUSED, Result.UNREADABLE], held_for="")
    return later.exclude(refused).filter(body=payload.body).exists()


def _was_to_be_checked(payload: LeadPayload) -> bool:
    """A page's arrival where the clinic asks its pages for a check, or from a browser that did not say which page:
    the fault may have come before anybody looked."""
    is_silent = payload.headers.get("Origin", "null") == "null" and not payload.headers.get("Referer")
    is_from_page = ApiKey.objects.filter(pk=payload.key_id, kind=ApiKey.Kind.SITE).exists()
    return is_from_page and (is_silent or bool(chosen()))


def _known(payload: LeadPayload) -> str:
    if payload.lead_id:
        return LEAD
    if payload.decision:
        return {Decision.DECLINED: DECLINED, Decision.SETTLED: SETTLED}.get(payload.decision, GONE)
    if payload.held_for:
        return WAITS
    return GONE if payload.result in {Result.NEW, Result.KNOWN} else ""


def _judged(payload: LeadPayload, now: datetime) -> str:
    try:
        with transaction.atomic():
            data = parse_json(bytes(payload.body))
            if isinstance(data, Mapping) and looks_automatic(data):
                told_in(payload, data, whole=False)
                hold(payload, HeldFor.TRAP, now=now)
                return WAITS
            if payload.result == Result.STORED and _was_to_be_checked(payload):
                told_in(payload, data)
                hold(payload, HeldFor.UNCHECKED, now=now)
                return WAITS
            found = judge_again(payload, parse=parse_json, now=now)
    except (HouseError, DataError) as wrong:
        refusal = wrong if isinstance(wrong, HouseError) else our_fault(payload, wrong)
        return _refused(payload, refusal, now)
    return JUDGED if found.lead else WAITS


def _refused(payload: LeadPayload, wrong: HouseError, now: datetime) -> str:
    """Keep why; what a person may complete waits in triage from here on."""
    payload.result = Result.UNREADABLE if isinstance(wrong, Unreadable) else Result.REFUSED
    payload.reason = wrong.detail[:300]
    payload.held_for = HeldFor.INCOMPLETE if may_be_completed(payload, wrong) else ""
    payload.lead = payload.about = None  # what was written of them was rolled back
    keep(payload)
    if not payload.held_for:
        return REFUSED
    announce_held_later(payload, now=now)
    return WAITS
