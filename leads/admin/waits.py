"""The clock of one lead in the list (LOOK 4, bw-sla)."""

from dataclasses import dataclass
from datetime import datetime

from leads.models import Lead

SOON = 3  # the last third of the time to answer is soon


@dataclass(frozen=True)
class Wait:
    """`state` is one of LOOK's: late, soon, calm or met; `due` is when the answer was or is due."""

    state: str
    due: datetime | None = None


def wait_of(lead: Lead, now: datetime) -> Wait | None:
    """None when nobody waits and nobody was answered."""
    due = lead.answer_due_at
    if due is None:
        is_answered = lead.last_contact_date is not None and lead.last_contact_date >= lead.last_arrival_at
        return Wait("met") if is_answered else None
    if due <= now:
        return Wait("late", due)
    return Wait("soon" if (due - now) * SOON <= due - lead.last_arrival_at else "calm", due)
