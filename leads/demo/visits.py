"""How somebody came to the website, and what they asked for there."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from leads.demo.people import Tongue
from leads.demo.words import PAGES, WORDS

_CAMPAIGNS = (("google", "cpc"), ("facebook", "paid"), ("instagram", "paid"), ("google", "organic"), ("", ""))
FIRST_DAYS = 21  # before the form, at most, they came for the first time


def visit(draw: Random, tongue: Tongue, at: datetime, *, is_terse: bool = False) -> dict[str, Any]:
    """Wish and message, this visit, and for some the first one. What is drawn does not depend on `at`."""
    words, page = WORDS[tongue.code], draw.choice(PAGES)
    wish = words.wishes[page]
    message = draw.choice(words.messages).format(wish=wish, month=draw.choice(words.months))
    source, came_before, days = draw.choice(_CAMPAIGNS), draw.random() < 0.35, draw.uniform(1, FIRST_DAYS)
    told: dict[str, Any] = touch(draw, tongue, page, *source)
    names_wish, writes = draw.random() < 0.75, draw.random() < 0.7
    if is_terse:
        return told
    told["language"] = tongue.code
    if names_wish:
        told["treatment"] = wish
    if writes:
        told["message"] = message
    if came_before:
        first = touch(draw, tongue, draw.choice(PAGES), *draw.choice(_CAMPAIGNS))
        told["first_touch"] = first | {"at": (at - timedelta(days=days)).isoformat(timespec="seconds")}
    return told


def touch(draw: Random, tongue: Tongue, page: str, source: str, medium: str) -> dict[str, str]:
    told = {
        "landing_page_url": f"https://clinic-site.example/{tongue.code}/{page}",
        "referrer_url": f"https://{source}.example/" if source else "",
        "utm_source": source,
        "utm_medium": medium,
    }
    if medium == "cpc":
        told |= {"utm_campaign": f"{page}_{tongue.code}", "utm_term": draw.choice(tongue.searches)}
        told["gclid"] = f"demo-{draw.randrange(16**10):010x}"
    elif medium == "paid":
        told |= {"utm_campaign": f"{page}_{tongue.code}", "utm_content": f"ad_variant_{draw.randrange(1, 4)}"}
        told["fbclid"] = f"demo-{draw.randrange(16**10):010x}"
    return told
