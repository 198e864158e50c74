"""What Beat has attribution do, clinic by clinic."""

from django.utils import timezone

from attribution.services import rounds
from attribution.services.rollup import counting
from tenants.services.due import schedule
from tenants.tasking import clinic_task


@clinic_task(queue="lead_processing", while_suspended=True)
def count_shares() -> int:
    """Every minute in each clinic: whoever's touches or journey changed."""
    counted = rounds.count_waiting()
    schedule(rounds.COUNT, at=timezone.now() + rounds.EVERY)
    return counted


@clinic_task(queue="reports", while_suspended=True)
def count_campaign_days() -> int:
    """Every five minutes in each clinic, and soon after something changed: the days of the report."""
    return counting.run(now=timezone.now())
