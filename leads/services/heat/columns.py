"""The arithmetic of `cooling_times` as SQL, for an UPDATE of many rows of `Heat`."""

from datetime import datetime, timedelta

from django.db.models import Case, DateTimeField, Exists, F, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable

from leads.models import Lead, LeadRules, Temperature
from leads.models.stage import DONE

HOT, WARM, COLD = Temperature.HOT, Temperature.WARM, Temperature.COLD
NEVER = Value(None, output_field=DateTimeField())


def at_work() -> Exists:
    """Neither archived nor lost, closed or completed."""
    leads = Lead.objects.current().exclude(stage__semantic__in=DONE)
    return Exists(leads.filter(pk=OuterRef("pk")))


def cooled(rules: LeadRules, now: datetime) -> Case:
    """`temperature` of a row that is due: several steps at once when nobody looked for long."""
    return Case(
        When(~at_work(), then=F("temperature")),
        When(_still_hot(rules, now), then=Value(HOT)),
        When(_gone_cold(rules, now), then=Value(COLD)),
        default=Value(WARM),
    )


def next_fall(rules: LeadRules, now: datetime) -> Case:
    """`cools_at` of the same row."""
    return Case(
        When(~at_work(), then=NEVER),
        When(_still_hot(rules, now), then=_after(rules.hot_days)),
        When(_gone_cold(rules, now), then=NEVER),
        default=_after(rules.warm_days),
    )


def falls_at(rules: LeadRules, *, since: str | Combinable = "warmed_at") -> Case:
    """`cools_at` of a row that keeps its temperature."""
    return Case(
        When(Q(pinned_at__isnull=False) | Q(temperature=COLD), then=NEVER),
        When(temperature=HOT, then=_after(rules.hot_days, since)),
        default=_after(rules.warm_days, since),
    )


def _still_hot(rules: LeadRules, now: datetime) -> Q:
    return Q(temperature=HOT, warmed_at__gt=now - timedelta(days=rules.hot_days))


def _gone_cold(rules: LeadRules, now: datetime) -> Q:
    return Q(temperature=COLD) | Q(warmed_at__lte=now - timedelta(days=rules.warm_days))


def _after(days: int, since: str | Combinable = "warmed_at") -> Combinable:
    return (F(since) if isinstance(since, str) else since) + timedelta(days=days)
