"""Arrivals that wait, as the tests of triage need them."""

import json
from datetime import timedelta

from django.utils import timezone

from leads.models import Lead, LeadPayload
from leads.services import triage
from tenants.context import clinic_context
from tenants.models import Clinic
from tenants.staff.models import User

HeldFor = LeadPayload.HeldFor
ANNA = {"first_name": "Anna", "last_name": "Rossi", "email": "anna@example.com"}


def hold(
    clinic: Clinic,
    held_for: str = HeldFor.UNCHECKED,
    *,
    about: Lead | None = None,
    days: float = 0,
    **fields: object,
) -> LeadPayload:
    """Somebody wrote `days` ago, and it waits for that reason; a name and a mail unless told otherwise."""
    said = {name: text for name, text in (ANNA | fields).items() if text}
    with clinic_context(clinic):
        return LeadPayload.objects.create(
            body=json.dumps(said).encode(), content_type="application/json", fields=said, result="held",
            status=201, held_for=held_for, about=about, received_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip


def as_stored(clinic: Clinic, payload: LeadPayload) -> LeadPayload:
    with clinic_context(clinic):
        return LeadPayload.objects.select_related("lead", "about", "decided_by").get(pk=payload.pk)


def waiting_for(clinic: Clinic, reader: User) -> list[int]:
    """What this person sees in triage."""
    with clinic_context(clinic):
        return [one.pk for one in triage.waiting(reader)]
