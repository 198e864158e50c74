"""What a row says beside who somebody is and how they are reached."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from leads.models import CustomField
from leads.models.consent import Channel, Purpose
from leads.services.custom import PREFIX
from leads.services.importing.rows.moments import day_in
from leads.services.importing.rows.plan import Plan
from leads.services.importing.rows.reasons import CONSENT_UNCLEAR, VALUE_UNREADABLE
from leads.services.importing.rows.references import reference_in
from leads.services.importing.rows.texts import text_in
from leads.services.importing.rows.words import clear_word

Consents = tuple[tuple[str, str, bool], ...]
LONGEST_WEBSITE = 200
# A page there is no website of theirs.
_NO_WEBSITE = {
    "facebook.com", "instagram.com", "linkedin.com", "tiktok.com", "wa.me", "linktr.ee", "google.com",
    "youtube.com", "x.com",
}  # fmt: skip
_OURS = re.compile(r"(\w+)(?:\.(\w+))?:\s*(yes|no)")


def consents_in(cells: Sequence[str], said: Mapping[str, str], plan: Plan, doubts: list[str]) -> Consents:
    """(purpose, channel or "", given). Only a clear word is one (H:I11); of a yes and a no the no counts."""
    found: dict[tuple[str, str], bool] = {}
    for purpose, channel, place in plan.consents:
        if text := text_in(cells[place]):
            given = clear_word(text, plan.yes)
            if given is None:
                doubts.append(CONSENT_UNCLEAR)
            else:
                found[purpose, channel] = given and found.get((purpose, channel), True)
    for purpose, channel, word in _OURS.findall(said.get("consents", "")):
        if purpose in Purpose.values and channel in ("", *Channel.values):
            found.setdefault((purpose, channel), word == "yes")
    return tuple((*about, given) for about, given in found.items())


def reference_of(text: str, plan: Plan) -> tuple[str, str] | None:
    value = reference_in(text, plan.kind) if text else ""
    return (plan.system, value) if value else None


def rating_in(said: Mapping[str, str], doubts: list[str]) -> float | None:
    """From 0 to 5 as a rule; 0 of nobody is unknown, not bad."""
    text = said.get("rating", "")
    if not text:
        return None
    try:
        rating = float(text.replace(",", "."))
    except ValueError:
        doubts.append(VALUE_UNREADABLE)
        return None
    unrated = rating == 0 and said.get("reviews", "0") == "0"
    return None if unrated or not 0 <= rating <= 100 else rating


def website_in(text: str) -> str:
    """Without what ads have added; empty for a page in a network."""
    if not text:
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    own = ".".join(host.split(".")[-2:])
    if parts.scheme not in ("http", "https") or "." not in host or {host, own} & _NO_WEBSITE:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:LONGEST_WEBSITE]


def custom_in(said: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """By key, for leads.services.custom.read_given: days in ISO 8601, numbers with a point; else as it stands."""
    there = [(key, field, said[f"{PREFIX}{key}"]) for key, field in plan.custom.items() if f"{PREFIX}{key}" in said]
    return {key: _plain(field, text, plan) for key, field, text in there}


def _plain(field: CustomField, text: str, plan: Plan) -> str:
    if field.kind == CustomField.Kind.DATE:
        found = day_in(text, plan.day_first)
        return found.isoformat() if found else text
    return _number(text) if field.kind == CustomField.Kind.NUMBER else text


def _number(text: str) -> str:
    """Where there is a comma, the last of the signs parts what is less than one: "1.234,5" and "1,234.5"."""
    bare = text.replace(" ", "").replace("\u00a0", "").strip("€$£%")
    last = max(bare.rfind(","), bare.rfind("."))
    if "," in bare:
        bare = bare[:last].replace(",", "").replace(".", "") + "." + bare[last + 1 :]
    try:
        return str(Decimal(bare))
    except InvalidOperation:
        return text
