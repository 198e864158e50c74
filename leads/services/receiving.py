"""From an understood arrival to a lead: a new one, or one more arrival of somebody we know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Lead, LeadPayload, Treatment
from leads.services import scoring
from leads.services.announce import announce_later
from leads.services.announce_changes import announce_changed
from leads.services.answers import CREATED, OK
from leads.services.beginning import attach, begin
from leads.services.consent.arriving import StopsAhead, put_consent
from leads.services.consent.in_step import put_in_step
from leads.services.doubts import TWO_LEADS, as_reason
from leads.services.finding.words import NAMED, refresh_words
from leads.services.holding import hold_reached
from leads.services.keeping import keep
from leads.services.matching import Match, lock_people, match
from leads.services.news.asking import arrived
from leads.services.owners import hold_people
from leads.services.partners import PartnerAhead
from leads.services.reading import Contact, Told
from leads.services.repeats import digest_of, lead_of_same_bytes
from leads.services.returning import wrote_again
from leads.services.sharing.arriving import note_owner, owner_for
from leads.services.telling import tell
from leads.services.treatments import treatment_named
from tenants.services.keys_ahead import KeysAhead


@dataclass(frozen=True)
class Found:
    """Whose arrival it is. `about` instead of `lead`: it may be a companion of theirs, and nothing was written."""

    lead: Lead | None
    is_new: bool = False
    about: Lead | None = None


def enter(
    payload: LeadPayload,
    told: Told,
    *,
    now: datetime,
    companion_of: Lead | None = None,
    into: Lead | None = None,
) -> Found:
    """Make or find the lead of an arrival, store the arrival with it and tell everybody, in the caller's
    transaction. A payload that is stored already is updated.

    `into` says whose it is, `companion_of` that it is somebody else on that lead's number; without either an
    arrival under a strange name is nobody's yet: Found.about, and nothing is written. Valid contacts that nobody
    holds become the lead's own.
    """
    lock_people(told.reachable)
    ahead, stops = KeysAhead(Lead, LeadPayload), StopsAhead(told.reachable)
    partner = PartnerAhead(told.partner)
    matched = match(told)
    lead = into or (None if companion_of else _meant(matched, told, payload))
    if lead is None and companion_of is None and matched.about is not None:
        return Found(None, about=matched.about)
    treatment = treatment_named(told.interest, told.message)
    at = payload.received_at
    if is_new := lead is None:
        more = {"treatment": treatment, "companion_of": companion_of, "partner": partner.pk, "key": ahead[Lead]}
        lead = _new(told, matched, at=at, now=now, **more)
    else:
        own = matched.free(told.reachable) if into or matched.is_sure else []
        if stops:
            _hold_all(lead)
        _one_more(lead, told, treatment, own, at=at)
        announce_changed(frozenset({lead.pk}))
    if stops:
        _stop(lead, now)
    payload.pk = payload.pk or ahead[LeadPayload]
    _store(payload, lead, told, matched, is_new=is_new)
    put_consent(payload, lead, told.reachable)
    tell(lead, payload, is_new=is_new, now=now)
    return Found(lead, is_new)


def _new(
    told: Told, matched: Match, *, treatment: Treatment | None, at: datetime, now: datetime, **more: Any
) -> Lead:
    """Of somebody nobody knows: scored, and given to who is there."""
    scored = scoring.score_arrival(told, treatment, at=at, now=now)
    own = matched.free(told.contacts)
    owner = owner_for(told, treatment, partner=more["partner"], now=now)
    lead = begin(told, own, scored, treatment=treatment, at=at, owner=owner.pk, **more)
    note_owner(lead, owner, now=now)
    announce_later(lead, news=arrived(lead, scored.temperature), now=now)
    return lead


def _one_more(lead: Lead, told: Told, treatment: Treatment | None, own: Sequence[Contact], *, at: datetime) -> None:
    """Of a lead we know; it is found by what they told us besides."""
    found_by = [getattr(lead, name) for name in NAMED]
    wrote_again(lead, told, treatment, at=at)
    attach(lead, own)
    if own or found_by != [getattr(lead, name) for name in NAMED]:
        refresh_words([lead.pk])


def _hold_all(lead: Lead) -> None:
    """In the house's order, before the arrival writes into the lead: people, then all that a stop concerns."""
    hold_people([lead.assigned_to_id])
    hold_reached([lead.pk])


def _stop(lead: Lead, now: datetime) -> None:
    """Companions too, also of a lead that is stopped already: by another address, or as a person."""
    put_in_step(hold_reached([lead.pk]), now=now)
    lead.refresh_from_db(fields=["do_not_contact", "updated_at"])


def _meant(matched: Match, told: Told, payload: LeadPayload) -> Lead | None:
    return matched.lead if told.reachable else lead_of_same_bytes(payload)


def _store(payload: LeadPayload, lead: Lead, told: Told, matched: Match, *, is_new: bool) -> None:
    payload.lead, payload.status, payload.score = lead, CREATED if is_new else OK, lead.lead_score
    payload.result = LeadPayload.Result.NEW if is_new else LeadPayload.Result.KNOWN
    payload.digest = None if told.reachable else digest_of(payload)
    payload.reason = as_reason([*told.doubts, *([TWO_LEADS] if matched.several else [])])
    keep(payload)
