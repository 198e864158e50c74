"""What Beat has sequences do, clinic by clinic."""

from datetime import timedelta

from django.utils import timezone

from comms.sequences.services import ticking, winning
from tenants.services.due import schedule
from tenants.tasking import clinic_task


@clinic_task()
def run_sequences() -> int:
    """Every minute in each clinic where something is due, and at once when there is more than one turn takes."""
    return ticking.run(now=timezone.now())


@clinic_task()
def choose_texts() -> int:
    """Hourly in each clinic: sequences that choose the better text by themselves."""
    now = timezone.now()
    chosen = winning.choose_texts(now=now)
    schedule(winning.TASK, at=now + timedelta(hours=1))
    return chosen
