"""How each clinic does: counted by a task inside the clinic, kept as one row in public (F:T8).

The one place where numbers of several clinics meet. Only the platform's site reads them (H:T20).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tenants.context import current_clinic, platform_schema
from tenants.models import Clinic, ClinicHealth, Heartbeat, SchemaState
from tenants.models.health import STALE
from tenants.outbox.models import Job
from tenants.services.migrating import head
from tenants.staff.models import User

EVERY = timedelta(minutes=5)
OVERDUE = timedelta(minutes=5)
BEAT_LATE = timedelta(minutes=2)  # it writes every 30 seconds
_last_lead: list[Callable[[], datetime | None]] = []


def last_lead_from(ask: Callable[[], datetime | None]) -> None:
    """Register, in `apps.ready()`, who knows when the current clinic's last lead arrived: a time, nothing else."""
    _last_lead[:] = [ask]


def measure(*, now: datetime) -> ClinicHealth:
    """Count the current clinic and keep the numbers in public. Repeating it counts afresh."""
    clinic = current_clinic()
    numbers = {
        **_jobs(now),
        "staff": User.objects.filter(is_active=True, is_visitor=False).count(),
        "last_lead_at": _last_lead[0]() if _last_lead else None,
        "measured_at": now,
    }
    with platform_schema():
        return ClinicHealth.objects.update_or_create(clinic=clinic, defaults=numbers)[0]


def with_health(clinics: QuerySet[Clinic]) -> QuerySet[Clinic]:
    """Their numbers and `at_head`: whether the tables are those of the running code. One query for all of them."""
    done = SchemaState.objects.filter(schema_name=OuterRef("schema_name"), head=head(), error="")
    return clinics.select_related("health").annotate(at_head=Exists(done))


def behind() -> int:
    """How many working clinics have tables of an older version."""
    return with_health(Clinic.objects.served()).filter(at_head=False).count()


def beat_is_late(*, now: datetime) -> bool:
    """Whether the process that asks for all periodic work has not been heard (H:S6)."""
    return not Heartbeat.objects.filter(name="beat", at__gt=now - BEAT_LATE).exists()


def in_trouble(*, now: datetime) -> int:
    """How many working clinics have jobs that wait for somebody."""
    fresh = ClinicHealth.objects.filter(measured_at__gt=now - STALE, clinic__in=Clinic.objects.served())
    return fresh.filter(Q(jobs_stuck__gt=0) | Q(jobs_failed__gt=0) | Q(jobs_unknown__gt=0)).count()


def unmeasured(*, now: datetime) -> int:
    """How many working clinics nobody has measured lately."""
    fresh = ClinicHealth.objects.filter(measured_at__gt=now - STALE).values("clinic")
    return Clinic.objects.served().exclude(pk__in=fresh).count()


def _jobs(now: datetime) -> dict[str, int]:
    states = Job.State
    return Job.objects.exclude(state=states.DONE).aggregate(
        jobs_overdue=Count("pk", Q(state=states.WAITING, due_at__lt=now - OVERDUE)),
        jobs_stuck=Count("pk", Q(state=states.CLAIMED, lease_until__lt=now)),
        jobs_failed=Count("pk", Q(state=states.FAILED)),
        jobs_unknown=Count("pk", Q(state=states.UNKNOWN)),
    )
