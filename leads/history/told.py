"""What a person's arrivals told us, as the lead page shows it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from leads.history.saying import as_said
from leads.models import Identity, Lead, LeadPayload
from leads.services.doubts import COUNTRY_GUESSED
from leads.services.reading import FIRST_TOUCH, VISIT, name_in, read_contacts
from tenants.audit.services.values import DAY
from tenants.settings.services.clinic import clinic_settings

# In the order of the page; the names and contacts stand at its head.
TOLD = {
    "treatment": _("Asked for"),
    "message": _("Message"),
    "notes": _("Note"),
    "company": _("Company"),
    "city": _("City"),
    "country": _("Country"),
    "language": _("Language"),
    "consent": _("Agreed to"),
}
SHOWN = {
    "landing_page_url": _("Landing page"),
    "referrer_url": _("Came from"),
    "utm_source": _("Campaign source"),
    "utm_medium": _("Medium"),
    "utm_campaign": _("Campaign"),
    "utm_term": _("Search term"),
    "utm_content": _("Advert"),
    "gclid": _("Google click"),
    "gbraid": _("Google click"),
    "wbraid": _("Google click"),
    "fbclid": _("Facebook click"),
    "ttclid": _("TikTok click"),
}
ADDRESSES = {"landing_page_url", "referrer_url"}
GIVEN = {
    Identity.Kind.PHONE: _("Phone given"),
    Identity.Kind.EMAIL: _("E-mail given"),
    Identity.Kind.WHATSAPP: _("WhatsApp without a number"),
}


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


def arrivals_of(lead: Lead, payloads: Iterable[LeadPayload], contacts: Collection[Identity]) -> list[Arrival]:
    """`contacts` are the lead's own: a name, number or mail that is not theirs stands with the arrival."""
    payloads = list(payloads)
    guessed = any(COUNTRY_GUESSED in payload.reason for payload in payloads)
    country = clinic_settings().country if guessed else ""
    return [_arrival(payload, lead, contacts, country) for payload in payloads]


def _arrival(payload: LeadPayload, lead: Lead, contacts: Collection[Identity], clinic_country: str) -> Arrival:
    fields = payload.fields
    given = [*_other_name(fields, lead), *_other_contacts(fields, contacts, clinic_country)]
    facts = [*given, *told(fields), *first_visit(fields)]
    return Arrival(payload.received_at, payload.result, payload.get_result_display(), facts)


def _other_name(fields: dict[str, Any], lead: Lead) -> Iterator[Fact]:
    given = " ".join(name_in(fields)).strip()
    if given and given != lead.full_name:
        yield Fact("name", _("Name given"), given, "")


def _other_contacts(fields: dict[str, Any], known: Collection[Identity], clinic_country: str) -> Iterator[Fact]:
    theirs = {(contact.kind, contact.value) for contact in known}
    for contact in read_contacts(fields, clinic_country=clinic_country):
        if (contact.kind, contact.value) not in theirs:
            yield Fact(contact.kind, GIVEN[contact.kind], contact.typed, "")


def told(fields: dict[str, Any]) -> Iterator[Fact]:
    """What this visit said beside name and contacts."""
    for name, label in (TOLD | SHOWN).items():
        text = str(fields.get(name) or "")
        if text:
            yield Fact(name, label, as_said(name, text), followable(text) if name in ADDRESSES else "")


def first_visit(fields: dict[str, Any]) -> Iterator[Fact]:
    """Where they came from the first time, when it was another time."""
    first = fields.get(FIRST_TOUCH) or {}
    if all(first.get(name) == fields.get(name) for name in VISIT):
        return
    if "at" in first:
        day = date_format(localtime(datetime.fromisoformat(first["at"])), DAY)
        yield Fact("first_at", _("First visit"), day, "")
    for fact in told({name: first.get(name) for name in VISIT}):
        yield replace(fact, name=f"first_{fact.name}", label=_("First visit: %(what)s") % {"what": fact.label})


def followable(text: str) -> str:
    """The address when it is a web page's, else nothing: a stranger typed it, and javascript: is one too."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme.lower() in {"http", "https"} and parts.netloc else ""
