"""Leads of a clinic, as the tests of their pages need them."""

from datetime import timedelta

from django.utils import timezone

from leads.models import Identity, Lead, LeadPayload, Stage, StageChange, Temperature
from leads.models.stage import Semantic
from leads.services.answering import begin_wait
from leads.services.beginning import first_step
from leads.services.finding.words import refresh_words
from leads.services.heat import begin_heat
from leads.services.moving.columns import chance
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
    temperature: str = Temperature.COLD,
    **fields: object,
) -> Lead:
    """Somebody who arrived `minutes` ago and stands at the stage of that name; in a new one they wait."""
    then = timezone.now() - timedelta(minutes=minutes)
    given = {"source": Lead.Source.WEBSITE, "created_at": then, "last_arrival_at": then, **fields}
    with clinic_context(clinic):
        at = Stage.objects.get(name=stage)
        given = {"stage_since": then, "conversion_probability": chance(at), **given}
        lead = Lead.objects.create(first_name=first_name, last_name=last_name, stage=at, **given)
        StageChange.objects.create(**first_step(lead, at=then))
        begin_heat(lead, temperature, lead.last_arrival_at)
        if at.semantic == Semantic.NEW and lead.archived_at is None:
            due = begin_wait(lead.pk, at, at=lead.last_arrival_at, enquiry=lead.enquiry)
            Lead.objects.filter(pk=lead.pk).update(answer_due_at=due)
            lead.answer_due_at = due
        refresh_words([lead.pk])
        return lead


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


def reach(clinic: Clinic, lead: Lead, kind: str, value: str, *, typed: str = "", is_valid: bool = True) -> Identity:
    with clinic_context(clinic):
        told = {"value": value, "typed": typed or value, "is_valid": is_valid}
        found = Identity.objects.create(lead=lead, kind=kind, **told)
        refresh_words([lead.pk])
        return found


def arrive(
    clinic: Clinic, lead: Lead, *, minutes: int = 5, result: str = "known", reason: str = "", **fields: object
) -> LeadPayload:
    then = timezone.now() - timedelta(minutes=minutes)
    told = {"result": result, "reason": reason, "fields": fields}
    with clinic_context(clinic):
        return LeadPayload.objects.create(body=b"{}", lead=lead, received_at=then, **told)


def stage_of(meaning: str) -> Stage:
    """The first of that meaning, inside a clinic."""
    return Stage.objects.filter(semantic=meaning)[0]
