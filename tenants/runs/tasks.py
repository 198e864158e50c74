"""Doors for workers and Beat."""

import uuid

from django.utils import timezone

from tenants.runs.services import sweeping, working
from tenants.tasking import clinic_task


@clinic_task(queue="lead_processing")
def go_on(run: str) -> int:
    """Sent after the commit that asked for the work; a suspended clinic's waits until it is active."""
    return working.go_on(uuid.UUID(run))


@clinic_task()
def sweep_runs() -> int:
    """In each clinic where work is open: find what has no worker."""
    return sweeping.sweep(now=timezone.now())
