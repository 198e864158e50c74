"""Who waits for a first answer, and since when: what an agent opens next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from leads.models import Lead
from leads.models.stage import Semantic
from leads.querysets import LeadQuerySet
from tenants.staff.models import User

SOON = 3  # the last third of the time to answer is soon


@dataclass(frozen=True)
class Waiting:
    """One lead that nobody answered; `due` is None where its stage sets no time."""

    lead: Lead
    due: datetime | None
    loudness: str  # calm, soon or late: one of LOOK's three


def waiting_leads(reader: User) -> LeadQuerySet:
    """Open leads in a stage that means new, whoever waits longest first; what `reader` may see."""
    rows = Lead.objects.visible_to(reader).current().filter(stage__semantic=Semantic.NEW)
    return rows.order_by("last_arrival_at", "id")


def next_leads(reader: User, *, now: datetime, most: int) -> list[Waiting]:
    """The first `most` of them with their clocks."""
    rows = waiting_leads(reader).select_related("stage", "assigned_to").prefetch_related("identities")
    return [_clocked(lead, now) for lead in rows[:most]]


def _clocked(lead: Lead, now: datetime) -> Waiting:
    if lead.stage.sla_minutes is None:
        return Waiting(lead, None, "calm")
    allowed = timedelta(minutes=lead.stage.sla_minutes)
    due = lead.last_arrival_at + allowed
    if now >= due:
        return Waiting(lead, due, "late")
    return Waiting(lead, due, "soon" if now >= due - allowed / SOON else "calm")


def counts(reader: User, *, now: datetime) -> dict[str, object]:
    """What a manager asks first, over the leads that `reader` may see and nobody archived, in one statement.

    today and week are the last 24 hours and 7 days: a clinic's own midnight comes with its reports.
    """
    is_new = Q(stage__semantic=Semantic.NEW)
    return (
        Lead.objects.visible_to(reader)
        .current()
        .order_by()
        .aggregate(
            today=Count("pk", filter=Q(created_at__gte=now - timedelta(days=1))),
            week=Count("pk", filter=Q(created_at__gte=now - timedelta(days=7))),
            waiting=Count("pk", filter=is_new),
            unassigned=Count("pk", filter=is_new & Q(assigned_to=None)),
            oldest=Min("last_arrival_at", filter=is_new),
        )
    )
