"""Telephone numbers: any spelling in, E.164 out."""

import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType

from crm.lib.mobile import plain_mobile

MAX_LENGTH = 64
# Labels that exports and messengers put before a number.
_LABEL = re.compile(r"^\s*(tel|phone|p|whatsapp)\s*:\s*", re.IGNORECASE)
# "(casa)" or "mobile" behind a number: the library would dial the letters.
_WORDS = re.compile(r"(?<=[0-9])[\s(]+[^\W\d_]{2,}[^\d]*$")
_EXTENSION = re.compile(r"\s*(ext(ensio)?n?|int(erno)?|x|#)[.:]?\s*\d{1,7}$", re.IGNORECASE)
# From three letters on the library dials them, as on American keypads: "3 giugno, dopo le 5" would be somebody's.
_DIALLED = re.compile(r"\d(?:.*[^\W\d_]){3}")
# A number that a spreadsheet took for a quantity: its last digits may be anybody's.
_QUANTITY = re.compile(r"\+?\d{7,}\.0+|\d[.,]\d+E\+?\d+", re.IGNORECASE)
# Two numbers in one field. A slash may also part the area, so the whole is tried first.
_SEVERAL = re.compile(r"[/;,|]|\s(?:or|o|oder|veya|ose|ou)\s", re.IGNORECASE)
_SHORTEST = 8  # digits of a number that stands beside another
# ITU-T E.164: 15 digits at most. Some plans, the German one among them, know longer numbers.
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# Numbers that regulators keep free for films and demos; the library calls them invalid, and nobody has them.
# Ofcom (GB), ARCEP (FR), NANPA (US, CA); ranges read 2026-11-21.
_FICTION = re.compile(r"\+(447700900\d{3}|3363998\d{4}|1\d{3}55501\d{2})")

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# Nobody is reached there, or for a price: an Albanian number without its plus is an Italian voice box.
_NOBODY = {PhoneNumberType.VOICEMAIL, PhoneNumberType.PREMIUM_RATE}
# So many figures that the first may be a country's code whose plus a spreadsheet took.
_WITHOUT_PLUS = re.compile(r"[1-9][0-9]{10,14}")


class Number(NamedTuple):
    """`country` is the ISO 3166 alpha-2 code of where it belongs, or empty."""

    e164: str
    country: str


def e164(text: str, *, country: str | None = None) -> str | None:
    """The E.164 form of what somebody typed, or None when it is no telephone number. As `read_number`."""
    found = read_number(text, country=country)
    return found and found.e164


def read_number(text: str, *, country: str | None = None) -> Number | None:
    """The number that somebody typed, or None when it is none.

    `country` is an ISO 3166 alpha-2 hint for numbers without a country code; without it they are refused. Only
    numbers that a network could assign to a person count: a wrong digit must not make somebody else reachable. Of
    several the first is meant; words behind it are left out.
    """
    return next(iter(read_numbers(text, country=country)), None)


def read_numbers(text: str, *, country: str | None = None) -> tuple[Number, ...]:
    """All the numbers that somebody wrote into one field, in their order; as `read_number`."""
    if quick := plain_mobile(text, country):
        return (Number(*quick),)
    candidate = _WORDS.sub("", _LABEL.sub("", text[:MAX_LENGTH]).strip())
    if _QUANTITY.fullmatch(candidate):
        return ()
    if found := _read(candidate, country):
        return (found,)
    parts = [part for part in _SEVERAL.split(candidate) if sum(map(str.isdigit, part)) >= _SHORTEST]
    return tuple(number for part in parts if len(parts) > 1 and (number := _read(part, country)))


def _read(text: str, country: str | None) -> Number | None:
    candidate = _EXTENSION.sub("", text.strip())
    if candidate.startswith("00"):
        candidate = "+" + candidate[2:]
    if _DIALLED.search(candidate):
        return None
    found = _parsed(candidate, country)
    if (found is None or phonenumbers.number_type(found) not in _MOBILE) and _WITHOUT_PLUS.fullmatch(candidate):
        abroad = _parsed(f"+{candidate}", None) if country else None
        if abroad and phonenumbers.number_type(abroad) in _MOBILE:
            found = abroad
    if found is None:
        return None
    written = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(found)
    assigned = phonenumbers.is_valid_number_for_region(found, region) or _FICTION.fullmatch(written)
    usable = assigned and _E164.fullmatch(written) and phonenumbers.number_type(found) not in _NOBODY
    return Number(written, _country(found, region)) if usable else None


def _parsed(text: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None


def _country(number: phonenumbers.PhoneNumber, region: str | None) -> str:
    found = region or phonenumbers.region_code_for_country_code(number.country_code)
    return found if len(found) == 2 and found.isalpha() and found != "ZZ" else ""


def without_trunk_zero(figures: str) -> str:
    """Of the figures of an international number, those without a 0 behind the country's code: 390333 is 39333.

    Most countries dial it at home alone; of Italy's fixed lines it is a part.
    """
    for end in range(1, 4):
        if int(figures[:end] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return figures[:end] + figures[end:].lstrip("0")
    return figures


def national_figures(number: str) -> str:
    """Of an E.164 number what people dial at home, without a 0 before it: 333111222 of +39333111222; or nothing."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.national_significant_number(parsed).lstrip("0")


def spaced(number: str) -> str:
    """The international form for people: +39 333 111 222. Falls back to the text itself."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
