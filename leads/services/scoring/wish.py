"""What they want, and how far they went to get it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leads.services.scoring.facts import Facts
from leads.services.scoring.registry import Judged, evaluator

# F:0.1, preset 2.
NAMED, IN_WORDS = 25, 10
EACH, ENOUGH = 5, 15  # points for one reply or opened link, and the most of them


@evaluator("service")
def service(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    if facts.treatment:
        return Judged(NAMED, NAMED, "service", {"treatment": facts.treatment})
    if facts.interest.strip():
        return Judged(IN_WORDS, NAMED, "service_in_words")
    return Judged(0, NAMED, "no_service")


@evaluator("engagement")
def engagement(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return _counted("engagement", facts.inbound_replies + facts.opened_links)


@evaluator("inbound_replies")
def inbound_replies(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return _counted("replies", facts.inbound_replies)


@evaluator("photos_sent")
def photos_sent(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return Judged(1, 1, "photos") if facts.photos_sent else Judged(0, 1, "no_photos")


@evaluator("travel_date_known")
def travel_date_known(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return Judged(1, 1, "travel") if facts.travel_month else Judged(0, 1, "no_travel")


@evaluator("quote_opened")
def quote_opened(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return Judged(1, 1, "quote") if facts.quotes_opened else Judged(0, 1, "no_quote")


def _counted(reason: str, count: int) -> Judged:
    if not count:
        return Judged(0, ENOUGH, f"no_{reason}")
    return Judged(min(EACH * count, ENOUGH), ENOUGH, reason, {"count": count})
