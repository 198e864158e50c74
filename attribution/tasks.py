"""What Beat has attribution do, clinic by clinic."""

from django.utils import timezone

from attribution.services import rounds
from tenants.services.due import schedule
from tenants.tasking import clinic_task


@clinic_task(queue="lead_processing", while_suspended=True)
def count_shares() -> int:
    """Every minute in each clinic: whoever's touches or journey changed."""
    counted = rounds.count_waiting()
    schedule(rounds.COUNT, at=timezone.now() + rounds.EVERY)
    return counted
