"""The touches of one lead, as people read them: what counts is told by its kind, never by its value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from attribution.models import Touchpoint
from attribution.models.credit import MODELS
from attribution.services.sources import CLICKS, host_of
from attribution.services.tree import tree
from leads.models import Lead

SHOWN = 50


@dataclass(frozen=True)
class Touched:
    """`shares` in percent by model; empty until it is counted. `clicks` are kinds of click numbers."""

    row: Touchpoint
    where: str
    host: str
    clicks: tuple[str, ...]
    shares: Mapping[str, float]


def touches_of(lead: Lead) -> list[Touched]:
    """The first SHOWN of them, in order; two questions."""
    rows = list(Touchpoint.objects.filter(lead=lead).select_related("credit")[:SHOWN])
    if not rows:
        return []
    path_of = tree().path_of
    return [_told(row, path_of) for row in rows]


def _told(row: Touchpoint, path_of: Callable[[int], str]) -> Touched:
    credit = getattr(row, "credit", None)
    return Touched(
        row=row,
        where=path_of(credit.campaign_id) if credit else "",
        host=host_of(row.landing),
        clicks=tuple(name for name in CLICKS if getattr(row, name)),
        shares={model: getattr(credit, f"parts_{model}") / 100 for model in MODELS} if credit else {},
    )
