"""Leads of a clinic, as the tests of their pages need them."""

from datetime import timedelta

from django.utils import timezone

from leads.models import Identity, Lead, LeadPayload, Stage
from leads.services.scoring import PRESETS, Facts, score
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


def scored(**known: object) -> dict[str, object]:
    """The columns of a lead of whom these facts are known."""
    now = timezone.now()
    result = score(
        Facts(created_at=now, last_inbound_at=now, **known), PRESETS["dental_tourism"].profile(), now=now
    )
    return {
        "lead_score": result.points,
        "score_breakdown": result.breakdown,
        "temperature": result.temperature,
        "profile_version": 4,
    }


def reach(clinic: Clinic, lead: Lead, kind: str, value: str, *, is_valid: bool = True) -> Identity:
    with clinic_context(clinic):
        return Identity.objects.create(lead=lead, kind=kind, value=value, typed=value, is_valid=is_valid)


def arrive(
    clinic: Clinic, lead: Lead, *, minutes: int = 5, result: str = "known", reason: str = "", **fields: object
) -> LeadPayload:
    then = timezone.now() - timedelta(minutes=minutes)
    told = {"result": result, "reason": reason, "fields": fields}
    with clinic_context(clinic):
        return LeadPayload.objects.create(body=b"{}", lead=lead, received_at=then, **told)
