"""Who waits for an answer, and since when: what an agent opens next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from leads.models import Lead, ResponseCycle
from leads.querysets import LeadQuerySet
from tenants.staff.models import User

SOON = 3  # the last third of the time to answer is soon


@dataclass(frozen=True)
class Waiting:
    """One lead that nobody answered; `due` is None where nothing sets a time."""

    lead: Lead
    due: datetime | None
    loudness: str  # calm, soon or late: one of LOOK's three


def waits() -> Q:
    """Whoever wrote and has no answer, also where no stage and no rule says until when."""
    return Q(pk__in=ResponseCycle.objects.filter(ended_at=None).order_by().values("lead"))


def waiting_leads(reader: User) -> LeadQuerySet:
    """Those that nobody archived and `reader` may see; whoever waits longest first."""
    return Lead.objects.visible_to(reader).current().filter(waits()).order_by("last_arrival_at", "id")


def next_leads(reader: User, *, now: datetime, most: int) -> list[Waiting]:
    """The first `most` of them with their clocks."""
    rows = waiting_leads(reader).select_related("stage", "assigned_to").prefetch_related("identities")
    return [clocked(lead, now) for lead in rows[:most]]


def clocked(lead: Lead, now: datetime) -> Waiting:
    """The lead with its clock, calm where nobody waits."""
    due = lead.answer_due_at
    if due is None:
        return Waiting(lead, None, "calm")
    if now > due:
        return Waiting(lead, due, "late")
    return Waiting(lead, due, "soon" if due - now <= (due - lead.last_arrival_at) / SOON else "calm")


def counts(reader: User, *, now: datetime) -> dict[str, object]:
    """What a manager asks first, over the leads that `reader` may see and nobody archived, in one statement.

    today and week are the last 24 hours and 7 days: a clinic's own midnight comes with its reports.
    """
    return (
        Lead.objects.visible_to(reader)
        .current()
        .order_by()
        .aggregate(
            today=Count("pk", filter=Q(created_at__gte=now - timedelta(days=1))),
            week=Count("pk", filter=Q(created_at__gte=now - timedelta(days=7))),
            waiting=Count("pk", filter=waits()),
            unassigned=Count("pk", filter=waits() & Q(assigned_to=None)),
            oldest=Min("last_arrival_at", filter=waits()),
        )
    )
