"""The platform's own tasks: find the clinics that have work, say that Beat is alive, measure, forget old rows."""

from datetime import timedelta

from celery import current_app
from django.utils import timezone

from tenants.models import Heartbeat
from tenants.services import clinic_health
from tenants.services.due import clinics_due, schedule
from tenants.services.forgetting import forget_useless
from tenants.services.registering.building import build_waiting
from tenants.services.registering.waking import wake_builder_if_needed
from tenants.services.visits import end_run_out
from tenants.tasking import clinic_task, platform_task


@platform_task()
def for_each_clinic(task_name: str) -> int:
    """Wake one clinic task for every clinic that it works for and where it is due; returns how many were woken."""
    task = current_app.tasks[task_name]
    clinics = clinics_due(task_name, states=task.house_states, now=timezone.now())
    for clinic in clinics:
        task.apply_async(kwargs={"clinic": str(clinic.uuid)})
    return len(clinics)


@platform_task()
def beat_heartbeat() -> None:
    """Beat asked, a worker answered: both were alive at this moment (H:S6)."""
    Heartbeat.objects.update_or_create(name="beat", defaults={"at": timezone.now()})


@platform_task()
def forget_platform_rows() -> int:
    """Daily: expired sessions, old attempts to log in, and parked events that nobody claimed within 30 days."""
    return forget_useless(now=timezone.now())


@clinic_task(while_suspended=True)
def forget_clinic_rows() -> int:
    """Daily in each clinic: expired sessions, old attempts to log in, jobs done long ago."""
    now = timezone.now()
    gone = forget_useless(now=now)
    schedule("tenants.tasks.forget_clinic_rows", at=now + timedelta(days=1))
    return gone


@clinic_task(while_suspended=True)
def measure_clinic() -> None:
    """Every few minutes in each clinic: what the platform's people see of its health (F:T8)."""
    now = timezone.now()
    clinic_health.measure(now=now)
    schedule("tenants.tasks.measure_clinic", at=now + clinic_health.EVERY)


@platform_task()
def end_visits() -> int:
    """Every minute: visits whose time is over are written down as ended, in the clinic too (H:T16)."""
    return end_run_out(now=timezone.now())


@platform_task()
def wake_builder() -> int:
    """Every minute: whether a clinic waits to be built, or a process that built one has died (H:R8)."""
    return wake_builder_if_needed()


@platform_task(time_limit=3600, soft_time_limit=3500)
def build_clinics() -> int:
    """In the process that knows the owner of the database: make the clinics that were approved (F:I18)."""
    return build_waiting()
