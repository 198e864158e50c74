"""What rules hear of: arrivals, moves, tags. Each takes people in, in the transaction of what happened."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.utils import timezone

from comms.sequences.services.joining import join_arrived, join_new, join_stages, join_tagged
from leads.models import Lead, LeadPayload, StageChange
from leads.signals import lead_received, leads_begun, leads_moved, tags_given


def join_who_arrived(lead: Lead, payload: LeadPayload, is_new: bool) -> None:
    """Also whoever begins their next enquiry by it: they came into its first stage."""
    if is_new:
        join_arrived([(lead.pk, lead.source, lead.stage_id)], now=timezone.now())
    elif lead.stage_since == payload.received_at:
        join_stages([(lead.pk, lead.stage_id)], now=timezone.now())


def join_who_began(*, leads: Collection[int], now: datetime) -> None:
    join_new(leads, now=now)


def join_who_moved(*, changes: Collection[StageChange], now: datetime) -> None:
    join_stages([(change.lead_id, change.to_stage_id) for change in changes], now=now)


def join_who_was_tagged(*, given: Mapping[int, Collection[int]], now: datetime) -> None:
    join_tagged(given, now=now)


def register_rules() -> None:
    """After what stops somebody, so that a move takes out of one sequence and into the next."""
    lead_received.connect("sequences.join", join_who_arrived)
    leads_begun.connect("sequences.join", join_who_began)
    leads_moved.connect("sequences.join", join_who_moved)
    tags_given.connect("sequences.join", join_who_was_tagged)
