"""The costs that are known, of one campaign or one month where somebody asks, and what they come to."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.http import QueryDict

from attribution.models import Campaign, Spend
from tenants.staff.models import User


@dataclass(frozen=True)
class Wanted:
    """The key of a campaign and the first day of a month; None is all of them."""

    campaign: int | None = None
    month: date | None = None


def wanted(asked: QueryDict) -> Wanted:
    """As an address says it; what is no campaign's number and no month asks for nothing."""
    key = asked.get("campaign", "")
    try:
        month = date.fromisoformat(f"{asked.get('month', '')}-01")
    except ValueError:
        month = None
    return Wanted(int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else None, month)


def costs_of(by: User, asked: Wanted) -> QuerySet[Spend]:
    """Newest first."""
    rows = Spend.objects.visible_to(by)
    if asked.campaign is not None:
        rows = rows.filter(campaign_id=asked.campaign)
    if asked.month is not None:
        rows = rows.filter(day__year=asked.month.year, day__month=asked.month.month)
    return rows.order_by("-day", "campaign_id", "source")


def sums_of(rows: QuerySet[Spend]) -> list[tuple[str, int]]:
    """By currency: its code and minor units."""
    return list(rows.order_by("currency").values_list("currency").annotate(Sum("amount")))


def months_of(by: User) -> list[date]:
    """Those with a cost, newest first, as their first days."""
    return list(Spend.objects.visible_to(by).dates("day", "month", order="DESC"))


def campaigns_of(by: User) -> QuerySet[Campaign]:
    """Those that cost something."""
    return Campaign.objects.visible_to(by).filter(pk__in=Spend.objects.visible_to(by).values("campaign"))
