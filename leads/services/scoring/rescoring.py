"""Leads are scored anew when what their score stands on changes: their facts, the profile, or only the time."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from leads.models import Heat, Lead, ScoringProfile, Temperature
from leads.models.stage import DONE
from leads.services.heat.cooling_times import at_least_warm, cools_at, is_warmer, standing
from leads.services.news.asking import hot_later
from leads.services.rules import lead_rules
from leads.services.scoring.active import active_profile
from leads.services.scoring.gathering_many import facts_of_leads
from leads.services.scoring.points import Scored, score
from leads.services.scoring.profile import Profile
from leads.services.scoring.telling import tell_scores
from leads.services.scoring.told_above import counts
from tenants.services.changes import change_rows

SCORED = ("lead_score", "score_breakdown", "profile_version")
READ = (
    *("first_name", "last_name", "country", "language", "company", "source", "interest", "treatment__name"),
    *("practice__rating", "practice__website"),
    *("created_at", "last_arrival_at", "archived_at", "stage__semantic", *SCORED),
)


@transaction.atomic
def rescore(ids: Iterable[int], *, now: datetime, profile: Profile | None = None, quietly: bool = False) -> int:
    """Score these leads by the profile in use, or the one given; how many changed. Repeated it changes none.

    Their rows are locked first, by key, and looked at afterwards: what a colleague saves meanwhile waits for us or
    is seen. A handful of statements, however many they are; give at most 1 000. Only rows that change are written.
    The trail says of each what moved its score (F:L23), unless that is done `quietly`: for a whole clinic, or
    because time has passed.

    A lead at work has the temperature of its new score, cooled by its silence, unless somebody pinned it. It never
    grows warmer than it has cooled to but by the score: a word of ours ends the silence, and warms nobody.
    """
    profile = profile or active_profile()
    leads = _held(ids)
    scored = _scored(leads, profile, now)
    changed = [lead for lead in leads if _columns(scored[lead.pk]) != tuple(getattr(lead, name) for name in SCORED)]
    change_rows(Lead, SCORED, {lead.pk: _columns(scored[lead.pk]) for lead in changed})
    hot = _heat(leads, scored, profile, now)
    if not quietly:
        tell_scores(changed, scored)
        hot_later(hot, now=now)
    return len(changed)


def rescore_where_counted(factor: str, ids: Iterable[int], *, now: datetime) -> int:
    """The same, after a change that only one factor sees: nothing where the profile in use does without it."""
    counted = ScoringProfile.objects.filter(is_active=True, factors__contains=[{"key": factor}])
    return rescore(ids, now=now) if counted.exists() else 0


def temperature_of(lead: Lead, given: str, warmed_at: datetime, *, now: datetime) -> str:
    """What the score has `given`, warm at least for whoever wrote again, cooled by the time since the last word."""
    wrote_again = lead.last_arrival_at > lead.created_at
    return standing(at_least_warm(given) if wrote_again else given, warmed_at, rules=lead_rules(), now=now)


def warmth_of(lead: Lead, heat: Heat, scored: Scored, profile: Profile, *, now: datetime) -> str:
    """What `heat` becomes by the new score of `lead`, which is as it was before; never warmer but by the score."""
    warmth = temperature_of(lead, scored.temperature, heat.warmed_at, now=now)
    may_rise = is_warmer(scored.temperature, _given_before(lead, profile))
    return warmth if may_rise or is_warmer(heat.temperature, warmth) else heat.temperature


def is_at_work(lead: Lead) -> bool:
    return lead.archived_at is None and lead.stage.semantic not in DONE


def _held(ids: Iterable[int]) -> list[Lead]:
    rows = Lead.objects.filter(pk__in=list(ids)).order_by("pk")
    list(rows.select_for_update(no_key=True).values("pk"))
    return list(rows.select_related("treatment", "stage", "practice").only(*READ).annotate(**counts()))


def _scored(leads: Collection[Lead], profile: Profile, now: datetime) -> dict[int, Scored]:
    return {pk: score(facts, profile, now=now) for pk, facts in facts_of_leads(leads).items()}


def _columns(scored: Scored) -> tuple[int, list[dict[str, Any]], int]:
    return scored.points, scored.breakdown, scored.version


def _given_before(lead: Lead, profile: Profile) -> str:
    """What its score gave so far; the coldest of a lead that another profile scored, whose bounds were others."""
    return profile.temperature_of(lead.lead_score) if lead.profile_version == profile.version else Temperature.COLD


def _heat(leads: Collection[Lead], scored: dict[int, Scored], profile: Profile, now: datetime) -> list[int]:
    """Those that are hot from here on, by key."""
    at_work = {lead.pk: lead for lead in leads if is_at_work(lead)}
    rows = Heat.objects.filter(pk__in=at_work, pinned_at=None).order_by("pk").select_for_update(no_key=True)
    new = {}
    for heat in rows:
        warmth = warmth_of(at_work[heat.pk], heat, scored[heat.pk], profile, now=now)
        if warmth != heat.temperature:
            new[heat.pk] = (warmth, cools_at(warmth, heat.warmed_at, rules=lead_rules()))
    change_rows(Heat, ("temperature", "cools_at"), new)
    return [pk for pk, (warmth, _at) in new.items() if warmth == Temperature.HOT]
