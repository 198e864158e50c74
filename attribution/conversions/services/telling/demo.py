"""The demo clinics tell the simulated Meta what came of its forms, once an Admin has seen what would leave."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from attribution.conversions.models import Destination
from attribution.conversions.services.demo import agree, an_admin
from attribution.conversions.services.telling.turning import show, turn_on
from attribution.models import Touchpoint
from crm.lib.http import is_loopback
from leads.services.demo import demo_clinics
from tenants.context import clinic_context
from tenants.settings.services.credentials import store
from tenants.staff.models import User

META = Destination.Kind.META
DATASET = "880000000000000"  # the simulator takes any that begins so; one for each clinic
TOKEN = "EAA-demo-conversions"  # noqa: S105  of the simulator
LATE = timedelta(days=60)  # who came before is told of no more


def connect_demo_platforms() -> int:
    """How many clinics that are told of from now on. Does nothing where no simulator is asked for, nor to a clinic
    that has an ad platform. Safe to repeat."""
    if not is_loopback(settings.META_BASE_URL):
        return 0
    now, connected = timezone.now(), 0
    for number, clinic in enumerate(demo_clinics(), 1):
        with clinic_context(clinic), transaction.atomic():
            by = an_admin()
            if by is not None and not Destination.objects.exists():
                _connect(f"{DATASET[:-1]}{number}", clinic.slug, by=by, now=now)
                connected += 1
    return connected


def _connect(dataset: str, slug: str, *, by: User, now: datetime) -> None:
    store(META, {"dataset_id": dataset, "token": TOKEN}, by=by)
    by_form = Touchpoint.objects.exclude(meta_lead_id="").filter(at__gte=now - LATE).order_by("lead", "at", "pk")
    agree(by_form.distinct("lead").values_list("lead", "at"), drawn_from=f"{slug} forms")
    row = Destination.objects.get(kind=META)
    show(row, by=by, now=now)
    turn_on(META, account=row.account, by=by, now=now)
