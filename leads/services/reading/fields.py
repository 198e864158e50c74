"""The contract's fields, cleaned one by one."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from crm.lib.lines import lines, one_line
from leads.services.reading.first_touch import FIRST_TOUCH, FORM_VIEWS, read_first_touch, read_form_views

# The contract's fields and the longest text each may have (F:I1, L2, L19, L25).
LIMITS: Mapping[str, int] = {
    "clinic_slug": 40,
    "first_name": 120,
    "last_name": 120,
    "name": 240,
    "email": 254,
    "phone": 64,
    "company": 120,
    "country": 60,
    "city": 80,
    "language": 35,
    "treatment": 200,
    "message": 5000,
    "notes": 5000,
    "source": 20,
    "sub_source": 80,
    "partner": 40,
    "landing_page_url": 2000,
    "referrer_url": 2000,
    "utm_source": 200,
    "utm_medium": 200,
    "utm_campaign": 200,
    "utm_term": 200,
    "utm_content": 200,
    "gclid": 512,
    "gbraid": 512,
    "wbraid": 512,
    "fbclid": 512,
    "ttclid": 512,
    "client_ref": 200,
    "consent": 200,
    "company_website": 200,
}
# Without these nobody can be recognised or answered, and half of one is another: too long is for the visitor to
# mend. A fault in anything else must not cost the clinic a lead.
TYPED = {"clinic_slug", "first_name", "last_name", "name", "email", "phone"}
_SEVERAL_LINES = {"message", "notes"}
_CLICKS = {"gclid", "gbraid", "wbraid", "fbclid", "ttclid"}
# What the networks make their click ids of; anything else is somebody's invention (H:L11).
_CLICK = re.compile(r"[A-Za-z0-9_.-]+")


def looks_automatic(data: Mapping[str, object]) -> bool:
    """Whether the field that people do not see was filled (F:T24)."""
    trap = data.get("company_website")
    return bool(one_line(trap) if isinstance(trap, str) else trap)


def read_fields(
    data: Mapping[str, object], *, now: datetime | None = None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The contract's fields that have a usable text, and what is wrong with the others.

    What no lead hangs on is cut to its limit, or left out when it is no text (H:L11): the body has all of it. A
    click id that is too long or of other signs is left out, for half of one leads nowhere. `first_touch` is a
    mapping of its own, `form_views` a list of them; `now` is when the arrival came: pass it for what is read later.
    """
    fields: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    for name, limit in LIMITS.items():
        value = data.get(name)
        if value is None:
            continue
        text = _text(name, value)
        if text is None:
            if name in TYPED:
                problems[name] = ["Send text."]
        elif len(text) > limit and name in TYPED:
            problems[name] = [f"At most {limit} characters."]
        elif kept := _kept(name, text):
            fields[name] = kept
    now = now or datetime.now(UTC)
    if first := read_first_touch(data.get(FIRST_TOUCH), field=_of_a_visit, now=now):
        fields[FIRST_TOUCH] = first
    if views := read_form_views(data.get(FORM_VIEWS), field=_of_a_visit, now=now):
        fields[FORM_VIEWS] = views
    return fields, problems


def _text(name: str, value: object) -> str | None:
    """What was sent as text; None for what is none."""
    if name == "consent" and isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return lines(value) if name in _SEVERAL_LINES and isinstance(value, str) else one_line(str(value))


def _kept(name: str, text: str) -> str:
    if name in _CLICKS:
        return text if len(text) <= LIMITS[name] and _CLICK.fullmatch(text) else ""
    return text[: LIMITS[name]]


def _of_a_visit(name: str, value: object) -> str:
    return _kept(name, _text(name, value) or "")
