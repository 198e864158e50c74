"""The campaigns on the landing page of who looks at them (LOOK 09)."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attribution.models.credit import MODELS
from attribution.report_rights import REPORT
from attribution.services.report.making import report_of
from attribution.services.report.period import period_of
from attribution.services.report.tree import leaves
from attribution.services.report.words import money, people, times
from attribution.words import MODEL_WORDS
from tenants.desk.landing import card
from tenants.staff import roles
from tenants.staff.services.shifts import zone_named, zone_of_clinic

ROWS = 5
DAYS = "90"  # somebody who asked a month ago is still deciding
MODEL = MODELS[0]


def register_cards() -> None:
    card(
        "attribution.campaigns",
        permission=REPORT,
        roles=(roles.ADMIN, roles.MANAGER, roles.MARKETING),
        order=60,
        template="attribution/cards/campaigns.html",
        context=_campaigns,
    )


def _campaigns(request: HttpRequest) -> dict[str, Any] | None:
    """The campaigns that brought most; nothing to say where none did."""
    zone = zone_named(zone_of_clinic())
    period = period_of(DAYS, "", "", now=timezone.now(), zone=zone)
    told = report_of(period, MODEL, by=request.user, zone=zone)
    lines = leaves(told.lines)[:ROWS]
    if not lines:
        return None
    rows = [
        {
            "name": line.node.name,
            "spend": money(line.numbers.spend, told.currency),
            "leads": people(line.numbers.leads),
            "accepted": people(line.numbers.accepted),
            "each": money(line.numbers.cost_per_accepted, told.currency),
            "returned": times(line.numbers.returned),
        }
        for line in lines
    ]
    return {"rows": rows, "told": told, "model": MODEL_WORDS[MODEL]}
