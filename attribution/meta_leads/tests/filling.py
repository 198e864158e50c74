"""What patients fill in at the simulated Meta, and what Meta does not tell."""

from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from attribution.meta_leads.models import Form, InstantLead
from tenants.context import platform_schema

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def fill(meta, page, number: int, *, at: datetime | None = None, form: int = 0, told: bool = False) -> str:
    """The leadgen id. Nobody is told of it, unless `told`."""
    answers = {"full_name": [f"Patient {number}"], "phone_number": [f"+4420794{60000 + number}"]}
    standing = meta.host.pages.standing(page)
    standing.is_subscribed = told
    leadgen_id = meta.host.pages.fill(page.forms[form].id, answers, at=(at or timezone.now()).timestamp())
    standing.is_subscribed = True
    return leadgen_id


def deliver(meta) -> None:
    """What Meta has to tell comes to the platform's host; whoever looks on is in their clinic as before."""
    with platform_schema():
        meta.deliver(Client())


def states() -> dict[str, str]:
    return dict(InstantLead.objects.values_list("leadgen_id", "state"))


def form_of(page, place: int = 0) -> Form:
    return Form.objects.get(form_id=page.forms[place].id)
