"""Shares of enquiries are made of touches, rules and enquiries, a thousand leads at a time (F:M4)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from attribution.models import Credit, SourceRule, Touchpoint
from attribution.models.credit import PARTS
from attribution.services.nodes import nodes_of
from attribution.services.placing import place_of
from attribution.services.sources import COLUMNS, told_of
from attribution.services.weights import shares
from leads.models import Enquiry
from tenants.services.locks import lock_names
from tenants.staff.services.shifts import zone_named, zone_of_clinic

LOCK = "attribution.shares"
Journey = tuple[int, int]  # lead, enquiry
WRITTEN = ("lead_id", "enquiry", "at", "day", "campaign_id", *PARTS)


@transaction.atomic
def count_anew(leads: Collection[int]) -> set[date]:
    """Make the shares of these leads; the days of enquiries that they had or have. A repeat writes nothing.

    One at a time in a clinic. A dozen statements, however many leads there are.
    """
    lock_names([LOCK])
    touches = list(Touchpoint.objects.filter(lead__in=leads).order_by("lead_id", "at", "pk").values("pk", *_read()))
    made = {one.touch_id: one for one in _credits(touches)}
    theirs = Credit.objects.filter(Q(lead__in=leads) | Q(touch__in=list(made)))
    stood = {one.touch_id: one for one in theirs}
    days = {one.day for one in (*stood.values(), *made.values())}
    gone = stood.keys() - made.keys()
    if gone:
        Credit.objects.filter(pk__in=gone).delete()
    changed = [one for pk, one in made.items() if pk not in stood or _written(stood[pk]) != _written(one)]
    Credit.objects.bulk_create(
        changed, batch_size=1000, update_conflicts=True, unique_fields=["touch"], update_fields=_fields()
    )
    return days


def _read() -> tuple[str, ...]:
    return ("lead_id", "enquiry", "at", *COLUMNS)


def _written(row: Credit) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in WRITTEN)


def _fields() -> list[str]:
    return [name.removesuffix("_id") for name in WRITTEN]


def _credits(touches: Collection[Mapping[str, Any]]) -> Iterable[Credit]:
    rules = list(SourceRule.objects.select_related("target"))
    places = {touch["pk"]: place_of(told_of(touch), rules) for touch in touches}
    nodes = nodes_of(set(places.values()))
    journeys: dict[Journey, list[Mapping[str, Any]]] = {}
    for touch in touches:
        journeys.setdefault((touch["lead_id"], touch["enquiry"]), []).append(touch)
    known, zone = _enquiries({lead for lead, _number in journeys}), zone_named(zone_of_clinic())
    for journey, theirs in journeys.items():
        began, accepted = known.get(journey) or (theirs[0]["at"], None)
        parts = _parts(theirs, accepted)
        for touch in theirs:
            credit = Credit(touch_id=touch["pk"], campaign_id=nodes[places[touch["pk"]]], day=_day(began, zone))
            credit.lead_id, credit.enquiry, credit.at = touch["lead_id"], touch["enquiry"], touch["at"]
            for name, share in zip(PARTS, parts.get(touch["pk"], [0] * len(PARTS)), strict=True):
                setattr(credit, name, share)
            yield credit


def _enquiries(leads: Collection[int]) -> dict[Journey, tuple[datetime, datetime | None]]:
    rows = Enquiry.objects.filter(lead__in=leads).order_by()
    return {
        (row[0], row[1]): (row[2], row[3]) for row in rows.values_list("lead", "number", "began_at", "accepted_at")
    }


def _parts(touches: Iterable[Mapping[str, Any]], accepted: datetime | None) -> Mapping[int, tuple[int, ...]]:
    """What came after they accepted has no part in it, unless nothing came before."""
    moments = [(touch["at"], touch["pk"]) for touch in touches]
    before = [one for one in moments if accepted is None or one[0] <= accepted]
    return shares(before or moments)


def _day(began: datetime, zone: ZoneInfo) -> date:
    return began.astimezone(zone).date()
