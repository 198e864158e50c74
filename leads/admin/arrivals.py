"""What a person's arrivals told us, as the lead page shows it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from leads.models import Identity, Lead, LeadPayload
from leads.services.reading import read_contacts

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
GIVEN = {Identity.Kind.PHONE: _("Telephone given"), Identity.Kind.EMAIL: _("E-mail given")}


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


def arrival(payload: LeadPayload, lead: Lead, contacts: Collection[Identity]) -> Arrival:
    """`contacts` are the lead's own: a name, number or mail that is not theirs stands with the arrival."""
    word = payload.get_result_display()
    facts = [*_other_name(payload.fields, lead), *_others(payload.fields, contacts), *_facts(payload.fields)]
    return Arrival(payload.received_at, payload.result, word, facts)


def _other_name(fields: dict[str, str], lead: Lead) -> Iterator[Fact]:
    given = f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip()
    if given and given != lead.full_name:
        yield Fact("name", _("Name given"), given, "")


def _others(fields: dict[str, str], contacts: Collection[Identity]) -> Iterator[Fact]:
    known = {(contact.kind, contact.value) for contact in contacts}
    for contact in read_contacts(fields):
        if (contact.kind, contact.value) not in known:
            yield Fact(contact.kind, GIVEN[contact.kind], contact.typed, "")


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
