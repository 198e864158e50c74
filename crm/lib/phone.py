"""Telephone numbers: any spelling in, E.164 out."""

import re

import phonenumbers

MAX_LENGTH = 64
# Labels that exports and messengers put before a number.
_LABEL = re.compile(r"^\s*(tel|phone|p|whatsapp)\s*:\s*", re.IGNORECASE)
# ITU-T E.164: 15 digits at most. Some plans, the German one among them, know longer numbers.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Numbers that regulators keep free for films and demos; the library calls them invalid, and nobody has them.
# Ofcom (GB), ARCEP (FR), NANPA (US, CA); ranges read 2026-11-21.
_FICTION = re.compile(r"\+(447700900\d{3}|3363998\d{4}|1\d{3}55501\d{2})")


def e164(text: str, *, country: str | None = None) -> str | None:
    """The E.164 form of what somebody typed, or None when it is no telephone number.

    `country` is an ISO 3166 alpha-2 hint for numbers without a country code; without it they are refused. Only
    numbers that a network could assign count: a wrong digit must not make somebody else reachable.
    """
    candidate = _LABEL.sub("", text[:MAX_LENGTH]).strip()
    if candidate.startswith("00"):
        candidate = "+" + candidate[2:]
    try:
        number = phonenumbers.parse(candidate, country)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assigned = phonenumbers.is_valid_number(number) or _FICTION.fullmatch(written)
    return written if assigned and _E164.fullmatch(written) else None


def country_of(number: str) -> str:
    """The ISO 3166 alpha-2 country of an E.164 number, or an empty string."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    found = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code
    )
    return found if len(found) == 2 and found.isalpha() and found != "ZZ" else ""


def spaced(number: str) -> str:
    """The international form for people: +39 333 111 222. Falls back to the text itself."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
