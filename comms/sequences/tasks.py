"""What Beat has sequences do, clinic by clinic."""

from django.utils import timezone

from comms.sequences.services import ticking
from tenants.tasking import clinic_task


@clinic_task()
def run_sequences() -> int:
    """Every minute in each clinic where something is due, and at once when there is more than one turn takes."""
    return ticking.run(now=timezone.now())
