"""What another profile would make of the clinic's leads, before anybody decides for it."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from leads.models import Lead, Temperature
from leads.services.scoring.gathering_many import facts_of_leads
from leads.services.scoring.points import score
from leads.services.scoring.profile import Profile
from leads.services.scoring.rescoring import READ, is_at_work, warmth_of
from leads.services.scoring.told_above import counts

LEVELS = ((0, 20), (21, 40), (41, 60), (61, 80), (81, 100))
MOST = 2000  # leads that are looked at: of more, so many spread evenly


@dataclass(frozen=True)
class Preview:
    """`before` and `after`: leads by level of LEVELS; `turns`: leads by the temperature that they would change to.
    Of `leads` so many were `looked_at`; the numbers are of all leads, and estimates where these two differ."""

    before: list[int]
    after: list[int]
    turns: dict[str, int]
    leads: int
    looked_at: int

    @property
    def is_estimate(self) -> bool:
        return self.looked_at < self.leads


def preview(profile: Profile, *, now: datetime, most: int = MOST) -> Preview:
    """A fixed number of queries; nothing is written."""
    total = Lead.objects.count()
    rows = list(_spread(total, most))
    facts = facts_of_leads(rows)
    scored = {lead.pk: score(facts[lead.pk], profile, now=now) for lead in rows}
    turns: Counter[str] = Counter()
    for lead in rows:
        warmth = warmth_of(lead, lead.heat, scored[lead.pk], profile, now=now)
        if is_at_work(lead) and lead.heat.pinned_at is None and warmth != lead.heat.temperature:
            turns[warmth] += 1
    share = total / len(rows) if rows else 1
    return Preview(
        before=[round(n * share) for n in histogram(lead.lead_score for lead in rows)],
        after=[round(n * share) for n in histogram(one.points for one in scored.values())],
        turns={warmth: round(turns[warmth] * share) for warmth in Temperature.values},
        leads=total,
        looked_at=len(rows),
    )


def histogram(scores: Iterable[int]) -> list[int]:
    """How many in each of LEVELS."""
    counted = Counter(scores)
    return [sum(counted[points] for points in range(least, most + 1)) for least, most in LEVELS]


def _spread(total: int, most: int) -> Iterable[Lead]:
    rows = Lead.objects.filter(heat__isnull=False).select_related("treatment", "stage", "heat", "practice")
    rows = rows.only(*READ, "heat__temperature", "heat__warmed_at", "heat__pinned_at").annotate(**counts())
    every = math.ceil(total / most)
    return rows.annotate(turn=F("pk") % every).filter(turn=0) if every > 1 else rows
