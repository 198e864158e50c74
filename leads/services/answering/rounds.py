"""What Beat does when a clinic is due: what is late is marked, people hear, and whom nobody has is shared out."""

from datetime import datetime, timedelta

from django.db.models import Min

from leads.models import ResponseCycle
from leads.services.answering.escalating import escalate
from leads.services.answering.late import mark_missed
from leads.services.sharing.draining import drain, next_shift
from leads.services.watching import WATCH
from tenants.services.due import pull_forward, schedule

# An arrival that is being written while this runs may say its own time to a row that is overwritten here.
IDLE = timedelta(minutes=10)


def watch(*, now: datetime) -> int:
    """How many waits were missed or told of, or leads shared out. Safe to run twice at once (H:S5)."""
    schedule(WATCH, at=now + IDLE)
    done = mark_missed(now=now) + escalate(now=now) + drain(now=now)
    moments = [*_due().values(), next_shift(now=now)]
    soonest = min((moment for moment in moments if moment), default=None)
    if soonest is not None:
        pull_forward(WATCH, at=max(soonest, now))
    return done


def _due() -> dict[str, datetime | None]:
    waits = ResponseCycle.objects.filter(ended_at=None)
    missed = waits.filter(state=ResponseCycle.State.DUE).aggregate(at=Min("due_at"))
    return {"missed": missed["at"], "rung": waits.aggregate(at=Min("escalates_at"))["at"]}
