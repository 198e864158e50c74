"""What there is to tell: looked for in what happened, so that no move of a lead waits for it and none is missed.

Safe to repeat: a step of a journey is written down once for a platform (the database's own rule).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from attribution.conversions.models import ConversionEvent, Destination, Upload
from attribution.conversions.services.neutral import conversion_rules
from attribution.conversions.services.telling.judging import META_DAYS, TELLABLE
from attribution.models import Touchpoint
from leads.models import StageChange
from leads.models.stage import Semantic
from tenants.services.rows import put

PIECE = 1000
OVERLAP = timedelta(minutes=15)  # a move that is committed late has an earlier moment
Row = dict[str, object]


@transaction.atomic
def collect(destination: Destination, *, now: datetime) -> int:
    """Write down what is new, at most PIECE rows; how many were looked at."""
    rows = _stages(destination, now) if destination.kind == Destination.Kind.META else _events(destination, now)
    _keep(rows)
    return len(rows)


def _keep(rows: Iterable[Row]) -> None:
    if found := list(rows):
        put(Upload, *found, ignore_conflicts=True)


def _stages(destination: Destination, now: datetime) -> list[Row]:
    """Each stage of whoever came by an instant form in that journey, from the first on, in order. Each meaning
    counts once: back and forth is one step. All that Meta still takes is looked at each time, for a form that is
    fetched late has the moment at which it was filled; and after a longer silence what came too late for Meta."""
    since = min(destination.looked_to or now, now - META_DAYS) - OVERLAP
    form = Touchpoint.objects.filter(lead=OuterRef("lead"), enquiry=OuterRef("enquiry")).exclude(meta_lead_id="")
    recent = StageChange.objects.filter(to_semantic__in=Semantic.values, at__gte=since)  # by its index
    steps = recent.filter(Exists(form), lead__is_test=False, lead__merged_into=None)
    known = Upload.objects.filter(
        destination=destination, lead=OuterRef("lead"), enquiry=OuterRef("enquiry"), step=OuterRef("to_semantic")
    )
    new = steps.exclude(Exists(known)).order_by("at", "pk")
    found = list(new.values_list("lead_id", "to_semantic", "enquiry", "at")[:PIECE])
    looked_to = found[-1][3] if len(found) == PIECE else now
    Destination.objects.filter(pk=destination.pk).update(looked_to=looked_to)
    return _rows(destination, found, now)


def _events(destination: Destination, now: datetime) -> list[Row]:
    """What a file could say, whichever of the two steps the files are about, and no file has said. Somebody who
    agrees later, or whose amount comes later, is found then."""
    known = Upload.objects.filter(
        destination=destination, lead=OuterRef("lead"), enquiry=OuterRef("enquiry"), step=OuterRef("kind")
    )
    events = ConversionEvent.objects.untold().with_state(conversion_rules().tells, now)
    new = events.filter(~Exists(known), state__in=TELLABLE, kind__in=destination.steps).order_by(
        F("occurred_at"), F("pk")
    )
    found = new.values_list("lead_id", "kind", "enquiry", "occurred_at")[:PIECE]
    return _rows(destination, list(found), now)


def _rows(destination: Destination, found: list[tuple], now: datetime) -> list[Row]:
    names = ("lead_id", "step", "enquiry", "happened_at")
    about = {"destination_id": destination.pk, "queued_at": now}
    return [about | dict(zip(names, row, strict=True)) for row in found]
