"""The ways to reach somebody that a row names."""

import re
from collections.abc import Iterable, Iterator

from crm.lib.mail import mail_box
from crm.lib.mobile import plain_mobile
from crm.lib.phone import MAX_LENGTH, read_numbers
from leads.services.importing.rows.reasons import COUNTRY_GUESSED, MAIL_INVALID, PHONE_INVALID
from leads.services.reading import LIMITS, Contact

_MAILS = re.compile(r"[;,\s|]+")
_AROUND = "<>()[]\"'"


def contacts_in(
    phones: Iterable[str], mails: Iterable[str], countries: Iterable[str], clinic_country: str, doubts: list[str]
) -> tuple[Contact, ...]:
    """Numbers and mails in the order of the columns, each once; what is none is kept and flagged (F:L17, L18).

    A number is read as one of the first of `countries` in which it is one, then of the country of a number beside
    it, then of the clinic's.
    """
    found: dict[tuple[str, str], Contact] = {}
    for text in phones:
        near = (*countries, *(one.country for one in found.values() if one.country))
        for contact in _numbers(text[:MAX_LENGTH], near, clinic_country, doubts):
            found.setdefault((contact.kind, contact.value), contact)
    for text in mails:
        for contact in _mails(text, doubts):
            found.setdefault((contact.kind, contact.value), contact)
    return tuple(found.values())


def _numbers(text: str, countries: Iterable[str], clinic_country: str, doubts: list[str]) -> Iterator[Contact]:
    if plain := plain_mobile(text, None):
        yield Contact("phone", plain[0], text, True, plain[1])
        return
    abroad = "+" in text or text.startswith("00")
    for country in ("", *countries) if abroad else (*countries, clinic_country):
        if numbers := read_numbers(text, country=country or None):
            if not abroad and country == clinic_country and country not in countries:
                doubts.append(COUNTRY_GUESSED)
            several = len(numbers) > 1
            for number in numbers:
                yield Contact("phone", number.e164, number.e164 if several else text, True, number.country)
            return
    doubts.append(PHONE_INVALID)
    yield Contact("phone", text, text, is_valid=False)


def _mails(text: str, doubts: list[str]) -> Iterator[Contact]:
    """All in one cell; words beside an address, a name before it, are left out."""
    if box := mail_box(text):
        yield Contact("email", box, text, is_valid=True)
        return
    parts = [part.strip(_AROUND).removeprefix("mailto:") for part in _MAILS.split(text)]
    boxes = [(box, part) for part in parts if (box := mail_box(part))]
    for box, part in boxes:
        yield Contact("email", box, part, is_valid=True)
    if not boxes:
        doubts.append(MAIL_INVALID)
        kept = text[: LIMITS["email"]]
        yield Contact("email", kept, kept, is_valid=False)
