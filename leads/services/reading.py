"""From the bytes of an arrival to an Enquiry: plain checks, no surprises for the database (F:I1, H:L4).

Names, mail and telephone number are understood; whatever else came is kept in the payload as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from crm.lib.errors import InvalidData
from crm.lib.phone import country_of, e164

# The contract's fields and the longest text each may have (F:I1).
LIMITS: Mapping[str, int] = {
    "clinic_slug": 40,
    "first_name": 120,
    "last_name": 120,
    "email": 254,
    "phone": 64,
    "landing_page_url": 2000,
    "referrer_url": 2000,
    "utm_source": 200,
    "utm_medium": 200,
    "utm_campaign": 200,
    "utm_term": 200,
    "utm_content": 200,
    "gclid": 512,
    "fbclid": 512,
    "company_website": 200,
}
# Good enough to write to; a mail server decides the rest (F:L17).
_MAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s.,;<>\"()]{2,63}")
NAME_MISSING = "Tell us a name."
NO_CONTACT = "Leave a telephone number or an e-mail address."


@dataclass(frozen=True)
class Contact:
    """One way to reach the person: `value` to compare, `typed` to show; not valid is kept and flagged (F:L18)."""

    kind: str
    value: str
    typed: str
    is_valid: bool


@dataclass(frozen=True)
class Enquiry:
    """What a website said about a person, cleaned."""

    first_name: str
    last_name: str
    country: str
    contacts: tuple[Contact, ...]
    looks_automatic: bool
    fields: Mapping[str, str] = field(default_factory=dict)


def read_enquiry(data: Mapping[str, object]) -> Enquiry:
    """The enquiry in a parsed body. Raises InvalidData naming every field that cannot be used."""
    fields, problems = _texts(data)
    first, last = _names(fields)
    contacts = tuple(contact for contact in (_phone(fields), _mail(fields)) if contact)
    if not first and not last:
        problems["first_name"] = [NAME_MISSING]
    if not contacts:
        problems["phone"] = problems["email"] = [NO_CONTACT]
    if problems:
        raise InvalidData("The enquiry is incomplete.", fields=problems)
    country = next((country_of(c.value) for c in contacts if c.kind == "phone" and c.is_valid), "")
    return Enquiry(first, last, country, contacts, bool(fields.get("company_website")), fields)


def _texts(data: Mapping[str, object]) -> tuple[dict[str, str], dict[str, list[str]]]:
    fields: dict[str, str] = {}
    problems: dict[str, list[str]] = {}
    for name, limit in LIMITS.items():
        value = data.get(name)
        if value is None:
            continue
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            problems[name] = ["Send text."]
            continue
        text = str(value).strip()
        if len(text) > limit:
            problems[name] = [f"At most {limit} characters."]
        elif text:
            fields[name] = text
    return fields, problems


def _names(fields: Mapping[str, str]) -> tuple[str, str]:
    return fields.get("first_name", ""), fields.get("last_name", "")


def _phone(fields: Mapping[str, str]) -> Contact | None:
    typed = fields.get("phone", "")
    if not typed:
        return None
    number = e164(typed)
    return Contact("phone", number or typed, typed, number is not None)


def _mail(fields: Mapping[str, str]) -> Contact | None:
    typed = fields.get("email", "")
    if not typed:
        return None
    return Contact("email", typed.lower(), typed, bool(_MAIL.fullmatch(typed)))
