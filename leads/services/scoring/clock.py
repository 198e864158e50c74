"""How long ago, or how fast. A step [hours, points] holds up to and including its hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from leads.services.scoring.facts import Facts
from leads.services.scoring.registry import Judged, evaluator

DAY = 24  # hours
# F:0.1, preset 2.
FRESHNESS = ((1, 20), (DAY, 15), (3 * DAY, 10), (7 * DAY, 5))
AGE = ((7 * DAY, 10), (30 * DAY, 5))
# Ours, in the shape of freshness: formula A gives no steps.
RESPONSE = ((1, 25), (DAY, 20), (3 * DAY, 10), (7 * DAY, 5))


@evaluator("freshness")
def freshness(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    """Since they last wrote."""
    since = None if facts.last_inbound_at is None else now - facts.last_inbound_at
    return _judged("fresh", since, params.get("steps", FRESHNESS))


@evaluator("lead_age")
def lead_age(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    """Since they first came."""
    since = None if facts.created_at is None else now - facts.created_at
    return _judged("age", since, params.get("steps", AGE))


@evaluator("response_time")
def response_time(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    """How long they took to answer us."""
    took = None if facts.response_minutes is None else timedelta(minutes=facts.response_minutes)
    return _judged("response", took, params.get("steps", RESPONSE))


def _judged(reason: str, took: timedelta | None, steps: Sequence[Sequence[int]]) -> Judged:
    most = max(points for _hours, points in steps)
    if took is None:
        return Judged(0, most, f"{reason}_never")
    for hours, points in steps:
        if took <= timedelta(hours=hours):
            return Judged(points, most, reason, {"hours": hours})
    return Judged(0, most, f"{reason}_long", {"hours": steps[-1][0]})
