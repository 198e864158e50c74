"""A rung of the ladder: people hear once that an answer is late, in opening hours only."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from crm.lib.business_time import add, is_open, next_open
from leads.models import Lead, ResponseCycle
from leads.services.answering.ladder import Rung, rungs
from leads.services.sharing.rules import sharing_rules
from tenants.audit.services.record import record
from tenants.notices.services.notify import notify
from tenants.settings.services.calendar import clinic_calendar

AT_ONCE = 200
LATE = "answer_late"


def escalate(*, now: datetime) -> int:
    """Tell whom the ladder names about each wait whose next rung has come; how many that was.

    At night everybody's waits until the clinic opens. Each wait is held by one run at a time, and each rung has a
    notice of its own key: two runs tell nobody twice (H:S5).
    """
    if not is_open(clinic_calendar(), now):
        _wait_for_the_morning(now)
        return 0
    told = 0
    while number := _some(now):
        told += number
        if number < AT_ONCE:
            break
    return told


@transaction.atomic
def _some(now: datetime) -> int:
    due = ResponseCycle.objects.filter(ended_at=None, escalates_at__lte=now).order_by("escalates_at")
    cycles = list(due.select_for_update(skip_locked=True, no_key=True)[:AT_ONCE])
    leads = Lead.objects.select_related("assigned_to").prefetch_related("identities")
    found = leads.in_bulk([cycle.lead_id for cycle in cycles])
    ladder = rungs(sharing_rules())
    for cycle in cycles:
        _climb(cycle, found[cycle.lead_id], ladder, now)
    ResponseCycle.objects.bulk_update(cycles, ["escalated", "escalates_at"])
    return len(cycles)


def _climb(cycle: ResponseCycle, lead: Lead, ladder: list[Rung], now: datetime) -> None:
    """One rung; how far they were and when the next comes is written by the caller."""
    if cycle.escalated >= len(ladder):
        cycle.escalates_at = None
        return
    people = ladder[cycle.escalated].who(lead, now)
    cycle.escalated += 1
    if people:
        link = reverse("admin:leads_lead_change", urlconf=settings.ROOT_URLCONF, args=[lead.pk])
        notify(people, LATE, about={"lead": str(lead)}, link=link, key=f"{cycle.pk}:{cycle.escalated}")
        record("lead.escalated", lead, note=", ".join(str(one) for one in people))
    rest = ladder[cycle.escalated :]
    cycle.escalates_at = max(add(clinic_calendar(), cycle.due_at, rest[0].minutes), now) if rest else None


@transaction.atomic
def _wait_for_the_morning(now: datetime) -> None:
    """So that Beat does not ask again each minute of the night. What somebody holds is left for the next time."""
    late = ResponseCycle.objects.filter(ended_at=None, escalates_at__lte=now)
    free = late.select_for_update(skip_locked=True, no_key=True).values("pk")
    late.filter(pk__in=free).update(escalates_at=next_open(clinic_calendar(), now))
