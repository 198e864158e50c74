"""What is publicly known about a business: formula A scores the practices that somebody writes to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leads.services.scoring.facts import Facts
from leads.services.scoring.registry import Judged, evaluator

# (rating of 5, points): ours, formula A gives no steps. Any rating at all earns the last.
RATING = ((4.5, 25), (4.0, 20), (3.5, 15), (3.0, 10), (0.0, 5))


@evaluator("google_rating")
def google_rating(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    most = RATING[0][1]
    if facts.google_rating is None:
        return Judged(0, most, "no_rating")
    earned = next((points for least, points in RATING if facts.google_rating >= least), 0)
    return Judged(earned, most, "rating", {"rating": facts.google_rating})


@evaluator("website_presence")
def website_presence(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return Judged(1, 1, "website") if facts.website else Judged(0, 1, "no_website")
