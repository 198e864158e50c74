"""A score that changed is a line in the trail, so in the timeline: how much, and which factors moved (F:L23)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import prefetch_related_objects

from leads.models import Lead
from leads.services.scoring.method import counted
from leads.services.scoring.points import Scored
from tenants.audit.services.record import record_many

FACTOR = "score."  # of the name of a factor beside the lead's own columns


def tell_scores(leads: Iterable[Lead], scored: Mapping[int, Scored]) -> None:
    """`leads` are as they were before; one whose points are the same is not told of."""
    moved = [lead for lead in leads if scored[lead.pk].points != lead.lead_score]
    nameless = [lead for lead in moved if not (lead.first_name or lead.last_name)]
    prefetch_related_objects(nameless, "identities")  # they are called by a number
    record_many("lead.scored", Lead, [(lead.pk, str(lead), _changes(lead, scored[lead.pk])) for lead in moved])


def factor_named(name: str) -> str:
    """What the trail calls score.service, in the reader's language."""
    return str(counted(name.removeprefix(FACTOR)).name)


def _changes(lead: Lead, after: Scored) -> dict[str, tuple[int, int]]:
    had, has = _by_factor(lead.score_breakdown), _by_factor(after.breakdown)
    pairs = {f"{FACTOR}{key}": (had.get(key, 0), has.get(key, 0)) for key in {**had, **has}}
    return {"lead_score": (lead.lead_score, after.points)} | {
        name: (before, now) for name, (before, now) in pairs.items() if before != now
    }


def _by_factor(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return {row["factor"]: row["points"] for row in rows if row["most"]}  # what goes above 100 moved by them
