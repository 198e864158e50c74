"""The leads that waited before waits were rows."""

from django.utils import timezone

from leads.models import Lead, ResponseCycle
from leads.models.stage import Semantic
from leads.services.answering.due import due_in
from tenants.settings.services.calendar import read_calendar

BATCH = 1000


def waits_pack() -> None:
    """After a migration: who is in a stage that means new and has no wait gets one. Safe to repeat.

    Nobody is told of what was late before.
    """
    now = timezone.now()
    calendar = read_calendar()
    unknown = Lead.objects.current().filter(stage__semantic=Semantic.NEW, response_cycles=None)
    rows = unknown.order_by("pk").values_list("pk", "enquiry", "last_arrival_at", "stage__sla_minutes")
    while some := list(rows[:BATCH]):
        cycles = [
            ResponseCycle(
                lead_id=pk,
                enquiry=enquiry,
                began_at=began_at,
                allowed_minutes=minutes,
                due_at=(due := due_in(calendar, minutes, began_at)),
                escalates_at=due if due and due > now else None,
            )
            for pk, enquiry, began_at, minutes in some
        ]
        ResponseCycle.objects.bulk_create(cycles)
        Lead.objects.bulk_update(
            [Lead(pk=one.lead_id, answer_due_at=one.due_at) for one in cycles], ["answer_due_at"]
        )
