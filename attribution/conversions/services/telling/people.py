"""Who came by an instant form of Meta, and how somebody is known: a few questions for many leads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from attribution.models import Touchpoint
from leads.models import Identity


@dataclass(frozen=True)
class Form:
    """The instant form of one journey, by Meta's id of it."""

    id: str
    at: datetime


def forms_of(leads: Collection[int]) -> dict[tuple[int, int], Form]:
    """By lead and enquiry the first form of that journey. One query."""
    found: dict[tuple[int, int], Form] = {}
    touches = Touchpoint.objects.filter(lead__in=leads).exclude(meta_lead_id="").order_by("at", "pk")
    for lead, enquiry, at, id_ in touches.values_list("lead_id", "enquiry", "at", "meta_lead_id"):
        if id_.isascii() and id_.isdigit():
            found.setdefault((lead, enquiry), Form(id_, at))
    return found


def known_of(leads: Collection[int]) -> dict[int, dict[str, str]]:
    """By lead the first mail address and the first number that work. One query."""
    found: dict[int, dict[str, str]] = {}
    rows = Identity.objects.filter(lead__in=leads, kind__in=("email", "phone"), is_valid=True).order_by("pk")
    for lead, kind, value in rows.values_list("lead_id", "kind", "value"):
        found.setdefault(lead, {}).setdefault(kind, value)
    return found
