"""Touches and places of tests."""

from datetime import UTC, datetime, timedelta

from attribution.models import Campaign, Credit, Touchpoint
from attribution.models.credit import PARTS
from leads.models import Lead

BEGAN = datetime(2026, 11, 2, 9, tzinfo=UTC)


def touch_of(lead: Lead, *, day: float = 0, **fields: object) -> Touchpoint:
    """Inside a clinic: a touch so many days after BEGAN, which no arrival made."""
    told = {"kind": "form_view", "enquiry": lead.enquiry, **fields}
    return Touchpoint.objects.create(lead=lead, at=BEGAN + timedelta(days=day), **told)


def channel_named(word: str) -> Campaign:
    return Campaign.objects.get_or_create(found_under=None, found_by=word, level="channel")[0]


def campaign_in(channel: str, name: str, **fields: object) -> Campaign:
    above = channel_named(channel)
    told = {"found_under": above, "found_by": name.lower(), **fields}
    return Campaign.objects.create(parent=above, level="campaign", name=name, **told)


def parts_of(lead: Lead) -> list[tuple[int, ...]]:
    """The parts of each touch of a lead, in order."""
    return list(Credit.objects.filter(lead=lead).order_by("at", "pk").values_list(*PARTS))
