"""Telephone numbers: any spelling in, E.164 out."""

import re

import phonenumbers

_PREFIX = re.compile(r"^\s*(tel|phone|p|whatsapp)\s*:\s*", re.IGNORECASE)
# "+39 (0) 333 ..." : a trunk zero that is not dialled from abroad.
_TRUNK = re.compile(r"^(\+\d{1,3})\s*\(0\)")
MAX_LENGTH = 64


def e164(text: str, *, country: str | None = None) -> str | None:
    """The E.164 form of what somebody typed, or None when it is no possible number.

    `country` is an ISO 3166 alpha-2 hint for numbers without a country code; without it they are refused.
    A number counts when its length and prefix are possible: carriers open ranges sooner than lists learn them.
    """
    candidate = _PREFIX.sub("", text[:MAX_LENGTH]).strip()
    candidate = _TRUNK.sub(r"\1", candidate)
    if candidate.startswith("00"):
        candidate = "+" + candidate[2:]
    try:
        number = phonenumbers.parse(candidate, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(number: str) -> str:
    """The ISO 3166 alpha-2 country of an E.164 number, or an empty string."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    except phonenumbers.NumberParseException:
        return ""


def spaced(number: str) -> str:
    """The international form for people: +39 333 111 222. Falls back to the text itself."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
