"""The index that Beat asks: which clinic has work of which kind, and when (HOUSE 14)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tenants.context import current_clinic, platform_schema
from tenants.models import Clinic, ClinicDue
from tenants.services.together import say

# A later due time than asked for is tolerated by this much, so that busy clinics rarely touch the row.
SLACK = timedelta(seconds=30)
_kinds: list[str] = []


def works_in_every_clinic(task_name: str) -> None:
    """Register a clinic task that `for_each_clinic` looks for: every clinic gets a row for it, old ones too."""
    _kinds.append(task_name)


def schedule_missing(clinics: Iterable[Clinic], *, now: datetime) -> None:
    """Due at once: every registered kind that a clinic has no row for yet."""
    missing = [ClinicDue(clinic=clinic, kind=kind, next_due=now) for clinic in clinics for kind in _kinds]
    ClinicDue.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1000)


def clinics_due(kind: str, *, states: Iterable[str], now: datetime) -> list[Clinic]:
    """Clinics in one of these states whose work of this kind is due, longest overdue first."""
    with platform_schema():
        rows = ClinicDue.objects.filter(kind=kind, next_due__lte=now, clinic__state__in=states)
        return [row.clinic for row in rows.select_related("clinic").order_by("next_due")]


def schedule(kind: str, *, at: datetime) -> None:
    """Say when the current clinic's work of this kind is next due, whatever was said before."""
    clinic = current_clinic()
    with platform_schema():
        ClinicDue.objects.update_or_create(clinic=clinic, kind=kind, defaults={"next_due": at})


def pull_forward(kind: str, *, at: datetime) -> None:
    """See to it that the work is done soon after `at` (at most SLACK later). Part of the caller's transaction.

    An UPDATE that matches nothing takes no lock: in a busy clinic intakes do not queue on this row.
    """
    say(
        "UPDATE public.tenants_clinicdue SET next_due = %s WHERE clinic_id = %s AND kind = %s AND next_due > %s",
        [at, current_clinic().uuid, kind, at + SLACK],
    )
