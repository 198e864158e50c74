"""What identifies somebody, made unreadable as Google and as Meta want it: the same number hashes differently.

Google: the official helper of its Data Manager (googleads/data-manager-python). Meta: facebook-business 26.0.3,
serverside/normalize.py. Both run over vectors/{google_ads,meta_capi}/hash_vectors.json (INTEGRATIONS 8.2, 9).
A number is always given as E.164: neither helper knows the country of a national one.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from hashlib import sha256

GMAIL = {"gmail.com", "googlemail.com"}
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_HASHED = re.compile(r"[a-f0-9]{64}|[a-f0-9]{32}", re.ASCII)
_PHONE = re.compile(r"\d{7,16}", re.ASCII)
_COUNTRY = re.compile(r"[a-z]{2}", re.ASCII)


def hashed(text: str) -> str:
    """SHA-256 in lower-case hex."""
    return sha256(text.encode()).hexdigest()


def google_email(text: str) -> str:
    """As it is hashed: trimmed, small, at Gmail without dots. Raises ValueError for what is no address."""
    mail = _small(text)
    user, at, domain = mail.partition("@")
    if not (user and at and domain) or "@" in domain or any(sign.isspace() for sign in mail):
        raise ValueError("no mail address")
    user = user.replace(".", "") if domain in GMAIL else user
    if not user:
        raise ValueError("no mail address")
    return f"{user}@{domain}"


def google_phone(text: str) -> str:
    """With its plus sign. Raises ValueError where there is no digit."""
    digits = _digits(text)
    if not digits:
        raise ValueError("no digits")
    return f"+{digits}"


def meta_email(text: str) -> str:
    """Trimmed and small, dots kept. Raises ValueError."""
    mail = _small(text)
    if not _MAIL.fullmatch(mail):
        raise ValueError("no mail address")
    return mail


def meta_phone(text: str) -> str:
    """Digits alone, with the country's code and without zeros before it. Raises ValueError."""
    digits = _digits(text).lstrip("0")
    if not _PHONE.fullmatch(digits):
        raise ValueError("no phone number")
    return digits


def meta_name(text: str) -> str:
    """Of first and last names, letters of any script."""
    return _small(text)


def meta_city(text: str) -> str:
    """Letters only."""
    return "".join(sign for sign in _small(text) if unicodedata.category(sign)[0] in "LM")


def meta_state(text: str) -> str:
    return meta_city(text)


def meta_zip(text: str) -> str:
    """Up to the first hyphen, without spaces."""
    return re.sub(r"\s", "", _small(text)).partition("-")[0]


def meta_country(text: str) -> str:
    """ISO 3166 in two small letters. Raises ValueError."""
    country = _small(text)
    if not _COUNTRY.fullmatch(country):
        raise ValueError("no country of two letters")
    return country


_META: Mapping[str, Callable[[str], str]] = {
    "em": meta_email,
    "ph": meta_phone,
    "fn": meta_name,
    "ln": meta_name,
    "ct": meta_city,
    "st": meta_state,
    "zp": meta_zip,
    "country": meta_country,
}


def meta_hash(field: str, text: str) -> str:
    """By Meta's name of the field; what is hashed already stays. Raises ValueError for what Meta would not know,
    KeyError for a field that is none."""
    if _HASHED.fullmatch(text):
        return text
    plain = _META[field](text)
    if not plain:
        raise ValueError("nothing is left of it")
    return hashed(plain)


def google_hash(kind: str, text: str) -> str:
    """`kind` is email or phone. Raises as those do."""
    return hashed({"email": google_email, "phone": google_phone}[kind](text))


def _small(text: str) -> str:
    """Composed first, so that one name in two spellings of Unicode is one; a Turkish capital dotted I becomes two
    signs, as in both helpers."""
    return unicodedata.normalize("NFC", text).strip().lower()


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
