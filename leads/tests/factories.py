"""Leads of a clinic, as the tests of their pages need them."""

from datetime import timedelta

from django.utils import timezone

from leads.models import Identity, Lead, LeadPayload, Stage
from tenants.context import clinic_context
from tenants.models import Clinic


def make_lead(
    clinic: Clinic,
    first_name: str = "Marco",
    last_name: str = "Bellini",
    *,
    minutes: int = 5,
    stage: str = "New",
    **fields: object,
) -> Lead:
    """Somebody who arrived `minutes` ago and stands at the stage of that name."""
    then = timezone.now() - timedelta(minutes=minutes)
    given = {"source": Lead.Source.WEBSITE, "created_at": then, "last_arrival_at": then, **fields}
    with clinic_context(clinic):
        at = Stage.objects.get(name=stage)
        return Lead.objects.create(first_name=first_name, last_name=last_name, stage=at, **given)


def reach(clinic: Clinic, lead: Lead, kind: str, value: str, *, is_valid: bool = True) -> Identity:
    with clinic_context(clinic):
        return Identity.objects.create(lead=lead, kind=kind, value=value, typed=value, is_valid=is_valid)


def arrive(clinic: Clinic, lead: Lead, *, minutes: int = 5, result: str = "known", **fields: str) -> LeadPayload:
    then = timezone.now() - timedelta(minutes=minutes)
    with clinic_context(clinic):
        return LeadPayload.objects.create(body=b"{}", lead=lead, result=result, fields=fields, received_at=then)
