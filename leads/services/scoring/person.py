"""Who it is and where they came from."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from leads.services.scoring.facts import Facts
from leads.services.scoring.free_mail import is_free
from leads.services.scoring.registry import Judged, evaluator

# F:0.1, preset 2: the parts of contact info, together 30.
CONTACT = {"phone": 12, "email": 8, "names": 5, "place": 5}
# F:0.1, formula C; whatever is not here earns nothing.
SOURCES = {"referral": 20, "website": 15, "facebook": 10, "instagram": 10, "whatsapp": 5}
HIGH_VALUE = ("enterprise", "hot", "urgent")


@evaluator("contact_info")
def contact_info(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    known = {
        "phone": facts.has_phone,
        "email": facts.has_email,
        "names": facts.has_both_names,
        "place": facts.has_place,
    }
    there = [part for part in CONTACT if known[part]]
    earned = sum(CONTACT[part] for part in there)
    return Judged(earned, sum(CONTACT.values()), "contact_info", {"there": there})


@evaluator("source")
def source(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    """`params["points"]`: {source: points} instead of formula C's."""
    points = params.get("points", SOURCES)
    earned = points.get(facts.source, 0)
    return Judged(earned, max(points.values()), "source" if earned else "source_other", {"source": facts.source})


@evaluator("company")
def company(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    return Judged(1, 1, "company") if facts.company else Judged(0, 1, "no_company")


@evaluator("business_email")
def business_email(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    if not facts.email_domain:
        return Judged(0, 1, "no_email")
    return Judged(0, 1, "free_email") if is_free(facts.email_domain) else Judged(1, 1, "business_email")


@evaluator("tags")
def tags(facts: Facts, params: Mapping[str, Any], now: datetime) -> Judged:
    """Counted once, however many there are. `params["high_value"]`: other tags that count."""
    tag = next(iter(high_value(facts.tags, params)), "")
    return Judged(1, 1, "tag", {"tag": tag}) if tag else Judged(0, 1, "no_tag")


def high_value(given: Iterable[str], params: Mapping[str, Any]) -> list[str]:
    """Those that count of `given`, whatever their case, as the profile spells them."""
    folded = {tag.casefold() for tag in given}
    return [one for one in params.get("high_value", HIGH_VALUE) if one.casefold() in folded]
