"""Which days of enquiries have to be counted again."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from attribution.models import CampaignDay, Credit, DayToCount, ReportClock
from leads.models import Enquiry
from tenants.services.due import pull_forward

COUNT = "attribution.tasks.count_campaign_days"


def mark_days(days: Iterable[date], *, now: datetime) -> None:
    """Part of the transaction that changed what is counted. A day that is marked already is marked once more: who
    counts it then waits for this transaction, and misses nothing of it."""
    rows = [DayToCount(day=day, since=now) for day in sorted(set(days))]
    DayToCount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["since"], batch_size=1000
    )
    if rows:
        pull_forward(COUNT, at=now)


def mark_leads(leads: Collection[int], *, now: datetime) -> None:
    """The days of their enquiries."""
    mark_days(Credit.objects.filter(lead__in=leads).order_by().values_list("day", flat=True).distinct(), now=now)


def mark_amounts_in(currency: str, since: date, *, now: datetime) -> None:
    """The days of enquiries that were paid in this currency on or after the day before `since`: a rate changed."""
    at = datetime.combine(since - timedelta(days=1), datetime.min.time(), now.tzinfo)
    paid = Enquiry.objects.filter(currency=currency, accepted_at__gte=at, amount__isnull=False)
    mark_leads(list(paid.values_list("lead_id", flat=True)), now=now)


def mark_all(*, now: datetime) -> None:
    """Every day that has credits, or had some."""
    with transaction.atomic():
        days = set(Credit.objects.order_by().values_list("day", flat=True).distinct())
        mark_days(days | set(CampaignDay.objects.order_by().values_list("day", flat=True).distinct()), now=now)


def look(*, now: datetime) -> None:
    """Once a day mark all days, for what nothing tells: somebody who was erased, a lead that turned out a test."""
    clock, _made = ReportClock.objects.get_or_create(pk=1, defaults={"looked_to": now})
    if clock.all_counted_at is None or clock.all_counted_at <= now - timedelta(days=1):
        mark_all(now=now)
        clock.all_counted_at = now
    clock.looked_to = now
    clock.save()
