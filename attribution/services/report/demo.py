"""What the campaigns of a demo clinic cost for 90 days, and rates: its report has something to say (F:I25)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction
from django.db.models import Count

from attribution.channels import GOOGLE_ADS, META_ADS
from attribution.models import Campaign, Credit, Recount, Spend
from attribution.services.counting import count_anew
from attribution.services.rates.converting import Quote
from attribution.services.rates.keeping import write_rates
from attribution.services.rollup.counting import count_marked
from attribution.services.rollup.days import mark_all
from attribution.services.spending.keeping import Cost, write
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings
from tenants.staff import roles
from tenants.staff.models import User

DAYS, WEEK = 90, timedelta(days=7)
PIECE = 1000
SOURCES = {META_ADS: Spend.Source.META, GOOGLE_ADS: Spend.Source.GOOGLE}
A_LEAD = (9_00, 24_00)  # least and most that a lead cost, in minor units of euros
RATES = {
    "EUR": {"GBP": "1.1462", "CHF": "1.0741", "USD": "0.8615"},
    "HUF": {"EUR": "381.2", "GBP": "437.1", "CHF": "409.6"},
}


@transaction.atomic
def fill_costs(slug: str, now: datetime) -> None:
    """All of it, or nothing; done again it changes nothing."""
    by = User.objects.filter(is_active=True, groups__name=roles.MANAGER).order_by("pk").first()
    if by is None or Spend.objects.exists():
        return
    _share_out()
    draw, own = Random(slug), clinic_settings().currency  # noqa: S311
    write_rates(list(_quotes(draw, own, now.date())), by=by, now=now)
    for channel, source in SOURCES.items():
        costs = list(_costs(draw, channel, own, now.date()))
        if costs:
            write(costs, source, by=by, about={"file": f"{source}-export.csv"}, now=now)
    mark_all(now=now)
    while count_marked(now=now):
        pass


def _share_out() -> None:
    """Credit for the touches that are there, without waiting for the minute's look."""
    leads = list(Lead.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(leads), PIECE):
        count_anew(leads[first : first + PIECE])
    Recount.objects.all().delete()


def _quotes(draw: Random, own: str, today: date) -> Iterator[Quote]:
    """A rate a week, that drifts a little."""
    for currency, rate in RATES.get(own, {}).items():
        for week in range(DAYS // 7 + 2):
            moved = Decimal(rate) * Decimal(draw.randrange(985, 1016)) / 1000
            yield Quote(currency, today - week * WEEK, moved.quantize(Decimal("0.0001")))


def _costs(draw: Random, channel: str, own: str, today: date) -> Iterable[Cost]:
    """Of each campaign in the channel, by how many leads came of it; the last but one is paid in pounds."""
    found = Credit.objects.filter(campaign__found_under__found_by=channel, day__gt=today - timedelta(days=DAYS))
    counted = dict(found.order_by().values_list("campaign").annotate(Count("pk")))
    campaigns = Campaign.objects.filter(pk__in=counted).order_by("pk")
    for place, campaign in enumerate(campaigns):
        is_abroad = own == "EUR" and place == len(counted) - 2
        a_day = max(1_00, counted[campaign.pk] * draw.randrange(*A_LEAD) // DAYS)
        for ago in range(DAYS):
            amount = a_day * draw.randrange(60, 140) // 100
            yield Cost(campaign.pk, today - timedelta(days=ago), amount, "GBP" if is_abroad else own)
