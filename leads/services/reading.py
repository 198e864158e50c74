"""From the bytes of an arrival to an Enquiry: plain checks, no surprises for the database (F:I1, H:L4).

Names, mail and telephone number are understood; whatever else came is kept in the payload as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crm.lib.errors import InvalidData
from crm.lib.lines import JOINERS, one_line
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
# What a person typed and can mend; the page told the rest, and a fault in that must not cost the clinic a lead.
TYPED = {"clinic_slug", "first_name", "last_name", "email", "phone"}
# Good enough to write to; a mail server decides the rest (F:L17).
_MAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s.,;<>\"()]{2,63}")
# Turkish keyboards write the capital of i with a dot, the one letter that grows when it is lowered; joiners in an
# address are an accident of copying.
_IN_MAIL = str.maketrans({"İ": "i"} | dict.fromkeys(JOINERS, ""))
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

    @property
    def reachable(self) -> tuple[Contact, ...]:
        return tuple(contact for contact in self.contacts if contact.is_valid)


def looks_automatic(data: Mapping[str, object]) -> bool:
    """Whether the field that people do not see was filled (F:T24)."""
    trap = data.get("company_website")
    return bool(one_line(trap) if isinstance(trap, str) else trap)


def read_fields(data: Mapping[str, object]) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The contract's fields that have a usable text, and what is wrong with the others.

    Where the visitor came from is cut to its limit, or left out when it is no text (H:L11): the body has all of it.
    """
    fields: dict[str, str] = {}
    problems: dict[str, list[str]] = {}
    for name, limit in LIMITS.items():
        value = data.get(name)
        if value is None:
            continue
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            if name in TYPED:
                problems[name] = ["Send text."]
            continue
        text = one_line(str(value))
        if len(text) > limit and name in TYPED:
            problems[name] = [f"At most {limit} characters."]
        elif text:
            fields[name] = text[:limit]
    return fields, problems


def read_enquiry(fields: Mapping[str, str], problems: Mapping[str, list[str]]) -> Enquiry:
    """The enquiry in what `read_fields` found. Raises InvalidData naming every field that cannot be used."""
    first, last = fields.get("first_name", ""), fields.get("last_name", "")
    contacts = read_contacts(fields)
    missing: dict[str, list[str]] = {}
    if not first and not last:
        missing["first_name"] = [NAME_MISSING]
    if not contacts:
        missing["phone"] = missing["email"] = [NO_CONTACT]
    if missing or problems:
        raise InvalidData("The enquiry is incomplete.", fields=missing | dict(problems))
    country = next((country_of(c.value) for c in contacts if c.kind == "phone" and c.is_valid), "")
    return Enquiry(first, last, country, contacts)


def read_contacts(fields: Mapping[str, str]) -> tuple[Contact, ...]:
    """The ways to reach somebody that these fields name, valid or not."""
    return tuple(contact for contact in (_phone(fields), _mail(fields)) if contact)


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
    address = typed.translate(_IN_MAIL).lower()
    is_valid = bool(_MAIL.fullmatch(address))
    return Contact("email", address if is_valid else typed, typed, is_valid)
