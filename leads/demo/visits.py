"""How somebody came to the clinic, and what they asked for there."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from leads.demo.people import Tongue
from leads.demo.set_up import SENDS
from leads.demo.words import ASKED_FOR, PAGES, WORDS

# (source, utm_source, utm_medium); who writes on WhatsApp or was sent by a friend saw no page of ours.
_SEARCH = (("", "google", "cpc"), ("", "google", "cpc"), ("", "google", "organic"), ("", "", ""))
_SOCIAL = (("facebook", "facebook", "paid"), ("instagram", "instagram", "paid"))
_SPOKEN = (("referral", "", ""), ("whatsapp", "", ""))
_CHANNELS = (*_SEARCH, *_SEARCH, *_SOCIAL, *_SOCIAL, *_SPOKEN, ("other", "", ""))
FIRST_DAYS = 21  # before the form, at most, they came for the first time


def visit(draw: Random, tongue: Tongue, at: datetime, *, is_terse: bool = False) -> dict[str, Any]:
    """Wish and message, this visit, and for some the first one. What is drawn does not depend on `at`."""
    words, page = WORDS[tongue.code], _page(draw)
    wish = words.wishes[page]
    message = draw.choice(words.messages).format(wish=wish, month=draw.choice(words.months))
    vague, is_vague = draw.choice(words.vague), draw.random() < 0.35
    channel, came_before, days = draw.choice(_CHANNELS), draw.random() < 0.35, draw.uniform(1, FIRST_DAYS)
    told: dict[str, Any] = touch(draw, tongue, page, *channel)
    if told.get("landing_page_url"):
        told["consent"] = words.consent
    elif told["source"] == "referral" and tongue.code in SENDS:
        told["partner"] = SENDS[tongue.code]
    names_wish, writes, says_language = draw.random() < 0.55, draw.random() < 0.7, draw.random() < 0.9
    if is_terse:
        return told
    if says_language:
        told["language"] = tongue.code
    if names_wish:
        told["treatment"] = wish
    if writes:
        told["message"] = vague if is_vague else message
    if came_before and told.get("landing_page_url"):
        first = touch(draw, tongue, _page(draw), *draw.choice(_SEARCH))
        told["first_touch"] = first | {"at": (at - timedelta(days=days)).isoformat(timespec="seconds")}
    return told


def touch(draw: Random, tongue: Tongue, page: str, source: str, campaign: str, medium: str) -> dict[str, str]:
    if (source, campaign, medium) in _SPOKEN:
        return {"source": source}
    told = {
        "source": source,
        "landing_page_url": f"https://clinic-site.example/{tongue.code}/{page}",
        "referrer_url": f"https://{campaign}.example/" if campaign else "",
        "utm_source": campaign,
        "utm_medium": medium,
    }
    if medium == "cpc":
        told |= {"utm_campaign": f"{page}_{tongue.code}", "utm_term": draw.choice(tongue.searches)}
        told["gclid"] = f"demo-{draw.randrange(16**10):010x}"
    elif medium == "paid":
        told |= {"utm_campaign": f"{page}_{tongue.code}", "utm_content": f"ad_variant_{draw.randrange(1, 4)}"}
        told["fbclid"] = f"demo-{draw.randrange(16**10):010x}"
    return told


def _page(draw: Random) -> str:
    return draw.choices(PAGES, ASKED_FOR)[0]
