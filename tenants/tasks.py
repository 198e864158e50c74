"""The platform's own tasks: find the clinics that have work, say that Beat is alive, forget old rows."""

from celery import current_app
from django.utils import timezone

from tenants.models import Heartbeat
from tenants.services.due import clinics_due
from tenants.services.parking import sweep_parked
from tenants.tasking import platform_task


@platform_task()
def for_each_clinic(task_name: str) -> int:
    """Wake one clinic task for every active clinic in which it is due; returns how many were woken."""
    clinics = clinics_due(task_name, now=timezone.now())
    for clinic in clinics:
        current_app.tasks[task_name].apply_async(kwargs={"clinic": str(clinic.uuid)})
    return len(clinics)


@platform_task()
def beat_heartbeat() -> None:
    """Beat asked, a worker answered: both were alive at this moment (H:S6)."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@platform_task()
def forget_parked_events() -> int:
    """Daily: what nobody claimed within 30 days goes."""
    return sweep_parked(now=timezone.now())
