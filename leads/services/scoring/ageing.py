"""Time alone changes a score: freshness and age fall by steps, and the leads that passed one are scored anew."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from leads.models import Lead
from leads.models.stage import DONE
from leads.services.scoring.active import active_profile
from leads.services.scoring.clock import AGE, FRESHNESS
from leads.services.scoring.profile import Profile
from leads.services.scoring.recalculating import go_on
from leads.services.scoring.rescoring import rescore

# A night that was left out is made good by the next one.
WINDOW = timedelta(days=2)
CHUNK = 1000
# Which moment of a lead each factor counts from, and its steps where the profile names none.
COUNTS_FROM = {"freshness": ("last_arrival_at", FRESHNESS), "lead_age": ("created_at", AGE)}


def rescore_aged(*, now: datetime) -> int:
    """Score open leads anew that passed a step of the profile in use within WINDOW, or that an older version
    scored; how many changed. Each thousand in a transaction of its own; done again it changes none.

    A recalculation that stopped goes on.
    """
    go_on(now=now)
    profile = active_profile()
    passed = _passed_a_step(profile, now) | _scored_by_another(profile, now)
    open_ones = Lead.objects.current().filter(passed).exclude(stage__semantic__in=DONE)
    pks = open_ones.order_by("pk").values_list("pk", flat=True)
    return sum(rescore(chunk, now=now, quietly=True) for chunk in _chunks(pks))


def _passed_a_step(profile: Profile, now: datetime) -> Q:
    passed = Q(pk__in=[])
    for factor in profile.factors:
        if factor.key in COUNTS_FROM:
            moment, steps = COUNTS_FROM[factor.key]
            for hours, _points in factor.params.get("steps", steps):
                bound = now - timedelta(hours=hours)
                passed |= Q(**{f"{moment}__gt": bound - WINDOW, f"{moment}__lte": bound})
    return passed


def _scored_by_another(profile: Profile, now: datetime) -> Q:
    """What came while the profile changed; the recalculation has done all others."""
    return Q(last_arrival_at__gt=now - WINDOW) & ~Q(profile_version=profile.version)


def _chunks(pks: Iterable[int]) -> Iterator[list[int]]:
    rows = list(pks)
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
