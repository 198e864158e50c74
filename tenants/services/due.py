"""The index that Beat asks: which clinic has work of which kind, and when (HOUSE 14)."""

from datetime import datetime, timedelta

from django.db import connection

from tenants.context import current_clinic, platform_schema
from tenants.models import Clinic, ClinicDue

# A later due time than asked for is tolerated by this much, so that busy clinics rarely touch the row.
SLACK = timedelta(seconds=30)


def clinics_due(kind: str, *, now: datetime) -> list[Clinic]:
    """Active clinics whose work of this kind is due, longest overdue first."""
    with platform_schema():
        rows = ClinicDue.objects.filter(kind=kind, next_due__lte=now, clinic__state=Clinic.State.ACTIVE)
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
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public.tenants_clinicdue SET next_due = %s"
            " WHERE clinic_id = %s AND kind = %s AND next_due > %s",
            [at, current_clinic().uuid, kind, at + SLACK],
        )
