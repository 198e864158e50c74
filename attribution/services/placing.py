"""Where a touch belongs: by the clinic's rules, else by the product's own. Pure.

What stands in the address is asked before what the browser says it came from. A click number of an advert network
is the surest, but for Meta's: `fbclid` is added to links that nobody paid for, too, so it is an advert only where a
campaign is named.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attribution import channels
from attribution.models import Campaign, SourceRule, Touchpoint
from attribution.services.hosts import MAIL_HOSTS, META_HOSTS, SEARCH_HOSTS, SOCIAL_HOSTS, is_one_of
from attribution.services.rules import fitting
from attribution.services.sources import Told, word_of

META = "meta"
REFERRED = "referral"  # what whoever sent the arrival says of its source
PAID = {"cpc", "ppc", "cpm", "cpv", "cpa", "paid", "ads", "ad", "display", "banner", "retargeting", "remarketing"}
PAID |= {
    "paidsearch",
    "paid search",
    "paid_search",
    "paid-search",
    "sem",
    "paidsocial",
    "paid social",
    "paid_social",
}
PAID |= {"paid-social", "social-paid", "social_paid", "pmax", "performance max", "instant form"}
META_NAMES = {
    "facebook",
    "fb",
    "instagram",
    "ig",
    "meta",
    "an",
    "msg",
    "messenger",
    "facebook.com",
    "instagram.com",
}
META_NAMES |= {"facebook ads", "facebook_ads", "fb_ads", "meta ads", "meta_ads", "instagram ads", "th", "threads"}
GOOGLE_NAMES = {"google", "adwords", "google ads", "google_ads", "googleads", "google.com", "youtube", "gads"}
TIKTOK_NAMES = {"tiktok", "tiktok ads", "tiktok_ads", "tiktok.com"}
SEARCH_NAMES = {"bing", "duckduckgo", "yahoo", "ecosia", "yandex", "qwant", "google", "brave"}
SOCIAL_NAMES = {"linkedin", "twitter", "x", "youtube", "pinterest", "reddit", "snapchat", "telegram", "tiktok"}
MAIL_NAMES = {"email", "e-mail", "mail", "newsletter"}
LEVELS = (Campaign.Level.CAMPAIGN, Campaign.Level.ADSET, Campaign.Level.AD)


@dataclass(frozen=True, slots=True)
class Step:
    """One level below: by the number that `network` gave it, or by its name."""

    level: str
    name: str
    network: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """`root` is a channel of the product by its word (channels.CHANNELS), or a row of the clinic's tree by key."""

    root: str | int
    steps: tuple[Step, ...] = ()


def place_of(told: Told, rules: Sequence[SourceRule]) -> Place:
    """`rules` in their order, each with its target."""
    rule = fitting(rules, told)
    if rule is None:
        channel = channel_of(told)
        return Place(channel, _steps(told) or _site(told, channel))
    is_open = rule.by_name and rule.target.level == Campaign.Level.CHANNEL
    return Place(rule.target_id, _steps(told) if is_open else ())


def channel_of(told: Told) -> str:
    """The product's own rules: the first that says something."""
    return next(channel for rule in OWN if (channel := rule(told)))


def _by_kind(told: Told) -> str:
    if told.kind == Touchpoint.Kind.LINK:
        return channels.MESSAGES
    if told.is_instant_form:
        return channels.META_PAGES if told.medium == "organic" else channels.META_ADS
    if told.kind == Touchpoint.Kind.MESSAGE or "ctwa_clid" in told.clicks:
        return channels.META_PAGES if told.medium == "organic" else channels.META_ADS
    return ""


def _by_click(told: Told) -> str:
    if told.clicks & {"gclid", "gbraid", "wbraid"}:
        return channels.GOOGLE_ADS
    return channels.TIKTOK if "ttclid" in told.clicks else ""


def _by_paid(told: Told) -> str:
    if told.medium not in PAID and not ("fbclid" in told.clicks and (told.campaign or told.numbers[0][0])):
        return ""
    if told.source in META_NAMES or "fbclid" in told.clicks:
        return channels.META_ADS
    if told.source in GOOGLE_NAMES:
        return channels.GOOGLE_ADS
    return channels.TIKTOK if told.source in TIKTOK_NAMES else channels.OTHER_ADS


def _by_name(told: Told) -> str:
    if not told.source and not told.medium:
        return ""
    if told.medium in MAIL_NAMES or told.source in MAIL_NAMES:
        return channels.MAIL
    if told.source in META_NAMES:
        return channels.META_PAGES
    if told.source in SEARCH_NAMES and told.medium in {"", "organic", "search"}:
        return channels.SEARCH
    if told.source in SOCIAL_NAMES or told.medium.startswith("social"):
        return channels.SOCIAL
    return channels.SEARCH if told.medium == "organic" else _named_site(told)


def _named_site(told: Told) -> str:
    return channels.SITES if told.medium == "referral" else channels.OTHER


def _by_host(told: Told) -> str:
    if is_one_of(told.host, MAIL_HOSTS):
        return channels.MAIL
    if is_one_of(told.host, META_HOSTS) or "fbclid" in told.clicks:
        return channels.META_PAGES
    if is_one_of(told.host, SEARCH_HOSTS):
        return channels.SEARCH
    if is_one_of(told.host, SOCIAL_HOSTS):
        return channels.SOCIAL
    if told.host:
        return channels.SITES
    return channels.REFERRALS if told.channel == REFERRED else channels.DIRECT


OWN: tuple[Callable[[Told], str], ...] = (_by_kind, _by_click, _by_paid, _by_name, _by_host)


def _steps(told: Told) -> tuple[Step, ...]:
    """What the touch names: the campaign, and of Meta's numbers the ad set and the ad."""
    found = []
    for level, (number, name) in zip(LEVELS, told.numbers, strict=True):
        if number:
            found.append(Step(level, name or number, META, number))
        elif name and level == Campaign.Level.CAMPAIGN and word_of(name):
            found.append(Step(level, name))
    return tuple(found)


def _site(told: Told, channel: str) -> tuple[Step, ...]:
    """Another website counts by its name, and so does a source that nobody knows."""
    if channel == channels.SITES:
        name = told.host or told.source
    elif channel in (channels.OTHER, channels.OTHER_ADS):
        name = told.source
    else:
        name = ""
    return (Step(Campaign.Level.CAMPAIGN, name),) if name else ()
