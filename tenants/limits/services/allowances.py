"""What a clinic may have at most (F:T22, H:I12). Written by whoever sells it, read by whoever counts."""

from django.db import transaction

from tenants.context import current_clinic, platform_schema
from tenants.limits.models import Allowance
from tenants.models import Clinic


def allowance(kind: str) -> int | None:
    """Of the current clinic; None is without limit."""
    clinic = current_clinic()
    with platform_schema():
        return Allowance.objects.filter(clinic=clinic, kind=kind).values_list("most", flat=True).first()


def set_allowance(clinic: Clinic, kind: str, most: int | None) -> None:
    """From now on, whatever was used before; None takes the limit away. Repeating it changes nothing."""
    with platform_schema(), transaction.atomic():
        if most is None:
            for row in Allowance.objects.filter(clinic=clinic, kind=kind):
                row.delete()
        else:
            Allowance.objects.update_or_create(clinic=clinic, kind=kind, defaults={"most": most})
