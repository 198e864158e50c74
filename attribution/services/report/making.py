"""The report itself: from the days of campaigns for who sees every lead, from the credits themselves for others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Sum

from attribution.models import Campaign, CampaignDay, Credit, DayToCount, ReportClock, Spend
from attribution.services.rates.known import rates_of
from attribution.services.report.numbers import Numbers
from attribution.services.report.period import Period
from attribution.services.report.tree import Line, Node, grown, total
from attribution.services.rollup.tallying import MODELS, Tally, tally
from leads.models import Lead
from tenants.settings.services.clinic import clinic_settings
from tenants.staff.models import User

SEE_COSTS = "attribution.view_spend"


@dataclass(frozen=True)
class Report:
    """`lines` are the roots of the tree. `is_whole` says that it is about all leads of the clinic. `waiting` is how
    many days of the period are being counted anew; `counted_at` when that was last looked at."""

    model: str
    period: Period
    currency: str
    lines: list[Line]
    whole: Numbers
    is_whole: bool
    shows_costs: bool
    waiting: int = 0
    counted_at: object = None
    missing: Mapping[str, int] = field(default_factory=dict)


def report_of(period: Period, model: str, *, by: User, zone: ZoneInfo) -> Report:
    """`model` is one of MODELS. A handful of statements, however many leads and campaigns there are.

    Costs are the clinic's: whoever sees some of its leads only is told none, they would compare what does not
    belong together.
    """
    if model not in MODELS:
        raise KeyError(model)
    own = clinic_settings().currency
    is_whole = by.data_scope == User.DataScope.ALL
    shows_costs = is_whole and by.has_perm(SEE_COSTS)
    found = {pk: Numbers(one) for pk, one in _tallies(period, model, by, zone, own).items()}
    if shows_costs:
        _add_costs(found, period, own)
    lines = grown(_nodes(), found)
    whole = total(lines)
    waiting, counted_at = _standing(period) if is_whole else (0, None)
    return Report(
        model=model,
        period=period,
        currency=own,
        lines=lines,
        whole=whole,
        is_whole=is_whole,
        shows_costs=shows_costs,
        waiting=waiting,
        counted_at=counted_at,
        missing=_missing(whole),
    )


def _tallies(period: Period, model: str, by: User, zone: ZoneInfo, currency: str) -> dict[int, Tally]:
    if by.data_scope == User.DataScope.ALL:
        return _added_up(period, model)
    own = Credit.objects.filter(day__range=(period.first, period.last))
    own = own.filter(Lead.objects.all().within_scope_of(by, by="lead__"))
    found = tally(own, by=("campaign_id",), models=[model], rates=rates_of(own=currency), zone=zone)
    return {key[0]: one for key, one in found[model].items()}


def _added_up(period: Period, model: str) -> dict[int, Tally]:
    days = CampaignDay.objects.filter(model=model, day__range=(period.first, period.last)).order_by()
    summed = days.values_list("campaign").annotate(Sum("leads"), Sum("qualified"), Sum("accepted"), Sum("revenue"))
    found = {row[0]: Tally(*map(int, row[1:])) for row in summed}
    for campaign, unrated in days.exclude(unrated={}).values_list("campaign", "unrated"):
        found[campaign].add(Tally(unrated=unrated))
    return found


def _add_costs(found: dict[int, Numbers], period: Period, own: str) -> None:
    """Each day by its own rate; what has none stands beside, in its currency."""
    costs = Spend.objects.filter(day__range=(period.first, period.last)).order_by()
    for one in found.values():
        one.spend = 0
    summed = costs.filter(currency=own).values_list("campaign").annotate(Sum("amount"))
    for campaign, amount in summed:
        _of(found, campaign).spend = int(amount)
    foreign = list(costs.exclude(currency=own).values_list("campaign", "day", "currency").annotate(Sum("amount")))
    rates = rates_of({row[2] for row in foreign}, own=own)
    for campaign, day, currency, amount in foreign:
        held = _of(found, campaign)
        told = rates.in_own(int(amount), currency, day)
        if told is None:
            held.unrated_spend[currency] = held.unrated_spend.get(currency, 0) + int(amount)
        else:
            held.spend = (held.spend or 0) + told


def _of(found: dict[int, Numbers], campaign: int) -> Numbers:
    return found.setdefault(campaign, Numbers(spend=0))


def _nodes() -> list[Node]:
    rows = Campaign.objects.order_by("pk")
    return [Node(row.pk, row.parent_id, row.level, row.title, row.is_archived, row.is_merged) for row in rows]


def _standing(period: Period) -> tuple[int, object]:
    waiting = DayToCount.objects.filter(day__range=(period.first, period.last)).count()
    return waiting, ReportClock.objects.values_list("looked_to", flat=True).first()


def _missing(whole: Numbers) -> dict[str, int]:
    """By currency all that the report leaves out, in its minor units."""
    missing = dict(whole.unrated)
    for currency, amount in whole.unrated_spend.items():
        missing[currency] = missing.get(currency, 0) + amount
    return missing
