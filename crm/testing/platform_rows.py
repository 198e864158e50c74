"""Rows of the platform that a walk asks for by id: one of each kind, about the clinic of a canary."""

from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from crm.testing.canaries import Canary
from tenants.context import platform_schema
from tenants.models import Clinic, ParkedEvent, Registration, Visit
from tenants.services.parking import park
from tenants.staff.models import User


def row_of(model: type[Model], canary: Canary) -> Model | None:
    """None for a model that is no table of the platform's."""
    make = {Clinic: _clinic, Visit: _visit, ParkedEvent: _parked, Registration: _asked}.get(model)
    if make is None:
        return None
    with platform_schema():
        return make(canary)


def operator_id(canary: Canary) -> int:
    """The number of somebody who runs the platform; 1 when there is nobody."""
    with platform_schema():
        return User.objects.order_by("pk").values_list("pk", flat=True).first() or 1


def _clinic(canary: Canary) -> Clinic:
    return canary.clinic


def _visit(canary: Canary) -> Visit:
    """One that lasts, with a reason that says whose clinic it is."""
    now = timezone.now()
    texts = {"opened_by": "support@example.com", "reason": canary.text, "role": Visit.Role.READ_ONLY}
    times = {"opened_at": now, "ends_at": now + timedelta(minutes=15)}
    known = Visit.objects.filter(clinic=canary.clinic).first()
    return known or Visit.objects.create(clinic=canary.clinic, **texts, **times)


def _parked(canary: Canary) -> ParkedEvent:
    known = ParkedEvent.objects.filter(reason="Nobody knows this page").first()
    return known or park(source="walk", reason="Nobody knows this page", body=b"{}", now=timezone.now())


def _asked(canary: Canary) -> Registration:
    """One that nobody has decided about yet; no clinic's."""
    known = Registration.objects.filter(slug="walked-to").first()
    return known or Registration.objects.create(
        clinic_name="Asked For",
        slug="walked-to",
        owner_name="Nobody",
        email="walk@example.com",
        phone="+12025550123",
        country="US",
        language="en",
        time_zone="UTC",
        agreed_at=timezone.now(),
        asked_at=timezone.now(),
    )
