"""Doors for Beat."""

from django.utils import timezone

from comms.services import fetching
from tenants.tasking import clinic_task


@clinic_task(queue="sync", while_suspended=True)
def fetch_mail() -> int:
    """Every minute in each clinic that has a mailbox: what patients answered (F:C10)."""
    return fetching.fetch_mail(now=timezone.now())
