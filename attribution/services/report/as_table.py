"""The report as rows of a file: numbers as numbers, with nothing rounded that the page rounds."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from attribution.models import Campaign
from attribution.services.report.making import Report
from attribution.services.report.numbers import Numbers
from attribution.services.report.tree import everything
from crm.lib.sheets.values import Row

CENTS = Decimal("0.01")
_BARE = ("campaign", "level", "number", "leads", "qualified", "accepted", "revenue")
_COSTS = ("spend", "cost_per_lead", "cost_per_accepted", "return")


def heading(report: Report) -> list[str]:
    """In programs' words, like those of our other files; money says its currency."""
    return [*_BARE, *(_COSTS if report.shows_costs else ()), "currency", "not_counted"]


def table(report: Report) -> Iterator[Row]:
    """Every line of the tree, each with all below it, and the sum of the roots."""
    words = dict(Campaign.Level.choices)
    for line in everything(report.lines):
        yield _row(report, line.node.name, str(words[line.node.level]), line.node.pk, line.numbers)
    yield _row(report, _("All together"), "", None, report.whole)


def _row(report: Report, name: str, level: str, pk: int | None, numbers: Numbers) -> Row:
    costs = (
        _money(numbers.spend or 0),
        _money(numbers.cost_per_lead),
        _money(numbers.cost_per_accepted),
        numbers.returned.quantize(CENTS) if numbers.returned is not None else None,
    )
    people = (numbers.leads, numbers.qualified, numbers.accepted)
    left_out = [f"{currency} {_money(amount)}" for currency, amount in _left_out(numbers).items()]
    shown = (*(one.normalize() for one in people), _money(numbers.revenue))
    return [name, level, pk, *shown, *(costs if report.shows_costs else ()), report.currency, ", ".join(left_out)]


def _left_out(numbers: Numbers) -> dict[str, int]:
    missing = dict(numbers.unrated)
    for currency, amount in numbers.unrated_spend.items():
        missing[currency] = missing.get(currency, 0) + amount
    return missing


def _money(amount: int | None) -> Decimal | None:
    return None if amount is None else (Decimal(amount) / 100).quantize(CENTS)
