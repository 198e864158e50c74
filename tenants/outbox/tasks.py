"""Doors of the outbox: the wake-up and the sweep. What a suspended clinic may not send is left lying."""

from django.utils import timezone

from tenants.outbox.handlers import DELIVERY
from tenants.outbox.services import sweep, work
from tenants.tasking import clinic_task


@clinic_task(queue="delivery", while_suspended=True)
def run_jobs(queue: str = DELIVERY) -> int:
    """Do what is due in one clinic; sent after each commit that wrote a job, also in a suspended one."""
    return work.run_due(now=timezone.now(), queue=queue)


@clinic_task(queue="delivery", while_suspended=True)
def sweep_jobs() -> int:
    """Find what wake-ups forgot; sent by for_each_clinic when the clinic is due."""
    return sweep.sweep(now=timezone.now())
