from collections.abc import Sequence
from datetime import datetime

from leads.history.told import arrivals_of
from leads.models import Lead, LeadPayload
from leads.timeline import TALK, Moment
from tenants.staff.models import User

TEMPLATE = "leads/timeline/arrival.html"


def arrivals(lead: Lead, reader: User, before: datetime | None, most: int) -> Sequence[Moment]:
    """Each time they wrote to us by themselves, and what it said."""
    rows = lead.payloads.all() if before is None else lead.payloads.filter(received_at__lt=before)
    payloads = list(rows.order_by("-received_at", "-pk")[:most])
    shown = arrivals_of(lead, payloads, lead.identities.all())
    return [
        Moment(
            one.at,
            TALK,
            "language",
            _template(payload),
            payload.pk,
            "pri",
            {"arrival": one, "score": payload.score},
        )
        for one, payload in zip(shown, payloads, strict=True)
    ]


def _template(payload: LeadPayload) -> str:
    """Who wrote a message, and no form, is told by their conversation."""
    return "" if payload.held_for == LeadPayload.HeldFor.WROTE else TEMPLATE
