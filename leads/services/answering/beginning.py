"""Somebody wrote and waits: one row for each time, in the transaction of the arrival."""

from datetime import datetime

from leads.models import Lead, ResponseCycle, Stage
from leads.services.answering.due import due_after
from leads.services.sharing.rules import sharing_rules
from leads.services.watching import look_at
from tenants.services.rows import put


def begin_wait(lead_pk: int, stage: Stage, *, at: datetime, enquiry: int = 1) -> datetime | None:
    """The first wait of an enquiry that begins at this stage; by when an answer is due.

    `at` is when they wrote. The caller writes the result into Lead.answer_due_at.
    """
    return _begin(lead_pk, stage.sla_minutes, enquiry, 1, at)


def wait_again(lead: Lead, *, at: datetime) -> datetime | None:
    """They wrote once more, and the caller holds the lead: the next wait, unless one is open. By when it is due."""
    if lead.answer_due_at is not None:
        return lead.answer_due_at
    cycles = ResponseCycle.objects.filter(lead=lead, enquiry=lead.enquiry).order_by("-number")
    last = cycles.values_list("number", "ended_at", "due_at").first()
    if last and last[1] is None:
        return last[2]
    return _begin(lead.pk, sharing_rules().next_answer_minutes, lead.enquiry, last[0] + 1 if last else 1, at)


def _begin(lead_pk: int, minutes: int | None, enquiry: int, number: int, at: datetime) -> datetime | None:
    due = due_after(minutes, at)
    row = {"lead_id": lead_pk, "enquiry": enquiry, "number": number, "began_at": at}
    put(ResponseCycle, row | {"allowed_minutes": minutes, "due_at": due, "escalates_at": due})
    if due is not None:
        look_at(due)
    return due
