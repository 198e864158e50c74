"""What a person's arrivals told us, as the lead page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from leads.models import LeadPayload

# In the order of the page; the names and contacts stand at its head.
SHOWN = {
    "landing_page_url": _("Landing page"),
    "referrer_url": _("Came from"),
    "utm_source": _("Campaign source"),
    "utm_medium": _("Medium"),
    "utm_campaign": _("Campaign"),
    "utm_term": _("Search term"),
    "utm_content": _("Advert"),
    "gclid": _("Google click"),
    "fbclid": _("Facebook click"),
}
ADDRESSES = {"landing_page_url", "referrer_url"}


@dataclass(frozen=True)
class Fact:
    """One line; `address` only when it is safe to follow."""

    name: str
    label: str
    text: str
    address: str


@dataclass(frozen=True)
class Arrival:
    """One time this person wrote to us by themselves."""

    at: datetime
    result: str
    word: str
    facts: list[Fact]


def arrival(payload: LeadPayload) -> Arrival:
    word = payload.get_result_display()
    return Arrival(payload.received_at, payload.result, word, list(_facts(payload.fields)))


def _facts(fields: dict[str, object]) -> Iterator[Fact]:
    for name, label in SHOWN.items():
        text = str(fields.get(name) or "")
        if text:
            yield Fact(name, label, text, followable(text) if name in ADDRESSES else "")


def followable(text: str) -> str:
    """The address when it is a web page's, else nothing: a stranger typed it, and javascript: is one too."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme.lower() in {"http", "https"} and parts.netloc else ""
