"""The click that an enquiry came of: the last one before it, of its own journey if it has one (F:M1)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from attribution.conversions.models.event import ClickKind
from attribution.conversions.querysets import LOOKBACK
from attribution.conversions.services.allowed import CLICK
from attribution.models import Touchpoint

KINDS = tuple(ClickKind.values)  # the first that a touch has is its click
_COLUMNS = ("lead_id", "enquiry", "at", *KINDS)


@dataclass(frozen=True)
class Click:
    """One visit from an ad."""

    enquiry: int
    at: datetime
    kind: str
    id: str


@dataclass(frozen=True)
class Asked:
    """Whose click is looked for: of this journey of a lead, before this moment."""

    lead: int
    enquiry: int
    at: datetime


NONE: Mapping[str, object] = {"click_kind": "", "click_id": "", "clicked_at": None}


def clicks_for(asked: Collection[Asked]) -> dict[Asked, Click]:
    """The best click of each; without one it is left out. One query."""
    if not asked:
        return {}
    span = (min(one.at for one in asked) - LOOKBACK, max(one.at for one in asked))
    clicked = ~Q(gclid="") | ~Q(gbraid="") | ~Q(wbraid="")
    touches = Touchpoint.objects.filter(clicked, lead__in={one.lead for one in asked}, at__range=span)
    by_lead: dict[int, list[Click]] = {}
    for lead, enquiry, at, *ids in touches.order_by("at", "pk").values_list(*_COLUMNS):
        if click := _click(enquiry, at, ids):
            by_lead.setdefault(lead, []).append(click)
    found = {one: best(by_lead.get(one.lead, ()), one) for one in asked}
    return {one: click for one, click in found.items() if click is not None}


def best(clicks: Iterable[Click], asked: Asked) -> Click | None:
    """The last one of the same journey, else the last of an earlier one; never one after the moment, nor one more
    than 90 days before it, which Google would refuse. `clicks` are in order of time."""
    fit = [one for one in clicks if asked.at - LOOKBACK <= one.at <= asked.at and one.enquiry <= asked.enquiry]
    own = [one for one in fit if one.enquiry == asked.enquiry]
    return next(reversed(own or fit), None)


def columns(click: Click | None) -> Mapping[str, object]:
    """As ConversionEvent keeps it."""
    return {"click_kind": click.kind, "click_id": click.id, "clicked_at": click.at} if click else NONE


def _click(enquiry: int, at: datetime, ids: Iterable[str]) -> Click | None:
    """Ids that nobody's ads have made are none (H:L11)."""
    usable = ((kind, text) for kind, text in zip(KINDS, ids, strict=True) if CLICK(text))
    kind, text = next(usable, ("", ""))
    return Click(enquiry, at, kind, text) if kind else None
