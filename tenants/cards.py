"""What the platform's people see first (F:T8): each number leads to where it is explained."""

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone

from tenants.models import Clinic, ParkedEvent, Registration, Visit
from tenants.services.clinic_health import beat_is_late, behind, in_trouble, unmeasured


def clinics_by_state(request: HttpRequest) -> dict[str, Any]:
    counted = dict(Clinic.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {"states": [(label, counted.get(value, 0)) for value, label in Clinic.State.choices]}


def alarms(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "beat_is_late": beat_is_late(now=now),
        "behind": behind(),
        "in_trouble": in_trouble(now=now),
        "unmeasured": unmeasured(now=now),
    }


def parked_and_visits(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {
        "parked": ParkedEvent.objects.filter(arrived_at__gt=now - timedelta(days=7)).count(),
        "asking": Registration.objects.waiting().count(),
        "failed": Registration.objects.filter(state=Registration.State.FAILED).count(),
        "visits": Visit.objects.under_way(now).count(),
    }
