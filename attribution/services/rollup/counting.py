"""Counting days of campaigns anew. A repeat changes nothing; what dies in the middle leaves its days marked."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import transaction

from attribution.models import CampaignDay, Credit, DayToCount
from attribution.services.rates.known import rates_of
from attribution.services.rollup.days import COUNT, look
from attribution.services.rollup.tallying import MODELS, Tally, tally
from tenants.services.copying import copy_in
from tenants.services.due import schedule
from tenants.services.locks import lock_names
from tenants.staff.services.shifts import zone_named, zone_of_clinic

EVERY = timedelta(minutes=5)
PIECE = 14  # days in a transaction
TURN = 20.0  # seconds after which other clinics have theirs
_COLUMNS = ("campaign_id", "day", "model", "leads", "qualified", "accepted", "revenue", "unrated")


def run(*, now: datetime) -> int:
    """Look for what changed, and count it, as far as a turn goes; how many days were counted."""
    with transaction.atomic():
        lock_names(["campaign-days"])
        look(now=now)
    began, counted = monotonic(), 0
    while (some := count_marked(now=now)) and monotonic() - began < TURN:
        counted += some
    schedule(COUNT, at=now if some else now + EVERY)
    return counted + some


@transaction.atomic
def count_marked(*, now: datetime, most: int = PIECE) -> int:
    """The newest that are marked; how many they were. One process at a time in a clinic."""
    lock_names(["campaign-days"])
    days = list(DayToCount.objects.order_by("-day").values_list("day", flat=True)[:most])
    if days:
        # Waits for whoever marks one of them at this moment, and so for what they change.
        held = DayToCount.objects.filter(day__in=days)
        list(held.order_by("day").select_for_update())
        held.delete()
        count_days(days)
    return len(days)


def count_days(days: Collection[date]) -> None:
    """Part of the caller's transaction. Four statements, however many leads, and a COPY."""
    rates, zone = rates_of(), zone_named(zone_of_clinic())
    credits_ = Credit.objects.filter(day__in=days)
    found = tally(credits_, by=("campaign_id", "day"), models=MODELS, rates=rates, zone=zone)
    CampaignDay.objects.filter(day__in=days).delete()
    copy_in(CampaignDay, _COLUMNS, (_row(key, model, one) for model in MODELS for key, one in found[model].items()))


def _row(key: tuple[int, date], model: str, one: Tally) -> tuple[object, ...]:
    return *key, model, one.leads, one.qualified, one.accepted, one.revenue, one.unrated
