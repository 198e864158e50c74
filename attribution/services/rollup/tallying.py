"""What credits add up to: leads, qualified, accepted, revenue. Set-based; three statements, however many rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, QuerySet, Sum

from attribution.models.credit import MODELS, WHOLE
from attribution.services.rates.converting import Rates
from leads.models import StageChange
from leads.models.stage import Semantic

# Whoever was qualified once, or came further, was qualified (F:A2, "ever reached").
QUALIFIED = (
    *(Semantic.QUALIFIED, Semantic.PROPOSAL, Semantic.NEGOTIATION),
    *(Semantic.ACCEPTED, Semantic.TRAVELLING, Semantic.COMPLETED),
)
__all__ = ["MODELS", "WHOLE", "Tally", "accepted_ones", "counting", "reached_qualified", "tally"]
_ENQUIRY = "lead__enquiries__"
Key = tuple[Any, ...]


@dataclass
class Tally:
    """People in ten-thousandths, money in ten-thousandths of minor units; `unrated` by currency."""

    leads: int = 0
    qualified: int = 0
    accepted: int = 0
    revenue: int = 0
    unrated: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        self.leads += other.leads
        self.qualified += other.qualified
        self.accepted += other.accepted
        self.revenue += other.revenue
        for currency, amount in other.unrated.items():
            self.unrated[currency] = self.unrated.get(currency, 0) + amount


def counting(credits_: QuerySet) -> QuerySet:
    """Those of real people: a test is nobody (F:I15)."""
    return credits_.filter(lead__is_test=False).order_by()


def reached_qualified(credits_: QuerySet) -> QuerySet:
    steps = StageChange.objects.filter(lead=OuterRef("lead"), enquiry=OuterRef("enquiry"))
    return credits_.filter(Exists(steps.filter(to_semantic__in=QUALIFIED).order_by()))


def accepted_ones(credits_: QuerySet) -> QuerySet:
    return credits_.filter(lead__enquiries__number=F("enquiry"), lead__enquiries__accepted_at__isnull=False)


def tally(
    credits_: QuerySet, *, by: Sequence[str], models: Collection[str], rates: Rates, zone: ZoneInfo
) -> dict[str, dict[Key, Tally]]:
    """By model, then by the values of the columns `by`. An amount is exchanged by the rate of the day, on the
    clinic's clock, on which it was accepted."""
    found: dict[str, dict[Key, Tally]] = {model: {} for model in models}
    rows = counting(credits_)
    for name, some in (("leads", rows), ("qualified", reached_qualified(rows))):
        summed = some.values_list(*by).annotate(*[Sum(f"parts_{model}") for model in models])
        for row in summed:
            _spread(found, models, row, len(by), name)
    asked = [f"{_ENQUIRY}{name}" for name in ("amount", "currency", "accepted_at")]
    for row in accepted_ones(rows).values_list(*by, *[f"parts_{model}" for model in models], *asked):
        *counted, amount, currency, at = row
        _spread(found, models, counted, len(by), "accepted")
        if amount:
            _pay(found, models, counted, len(by), amount, currency, rates, at.astimezone(zone).date())
    return found


def _spread(
    found: dict[str, dict[Key, Tally]], models: Iterable[str], row: Sequence[Any], width: int, name: str
) -> None:
    key = tuple(row[:width])
    for model, parts in zip(models, row[width:], strict=True):
        if parts:
            held = found[model].setdefault(key, Tally())
            setattr(held, name, getattr(held, name) + parts)


def _pay(
    found: dict[str, dict[Key, Tally]],
    models: Iterable[str],
    row: Sequence[Any],
    width: int,
    amount: int,
    currency: str,
    rates: Rates,
    day: date,
) -> None:
    own = rates.in_own(amount, currency, day)
    for model, parts in zip(models, row[width:], strict=True):
        if not parts:
            continue
        held = found[model][tuple(row[:width])]
        if own is None:
            held.unrated[currency] = held.unrated.get(currency, 0) + amount * parts
        else:
            held.revenue += own * parts
