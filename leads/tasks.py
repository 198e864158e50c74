"""Doors for Beat."""

from datetime import timedelta

from django.utils import timezone

from leads.services.triage.forgetting import forget_old
from leads.services.triage.mended import settle_mended
from tenants.services.due import schedule
from tenants.tasking import clinic_task

TIDY = "leads.tasks.tidy_arrivals"


@clinic_task(while_suspended=True)
def tidy_arrivals() -> int:
    """Daily in each clinic: settle what was sent again, remove what is not kept any more (F:T24)."""
    now = timezone.now()
    settle_mended(now=now)
    gone = forget_old(now=now)
    schedule(TIDY, at=now + timedelta(days=1))
    return gone
