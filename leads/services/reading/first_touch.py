"""Where somebody came from the first time, as their browser remembered it (F:I5)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

FIRST_TOUCH = "first_touch"
VISIT = (
    "landing_page_url",
    "referrer_url",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "gclid",
    "gbraid",
    "wbraid",
    "fbclid",
    "ttclid",
)
OLDEST = timedelta(days=400)  # browsers keep nothing longer than this
AHEAD = timedelta(minutes=10)  # a visitor's clock may be fast by so much


def read_first_touch(value: object, *, field: Callable[[str, object], str], now: datetime) -> dict[str, str]:
    """What of it is usable, each under its name; `at` is ISO 8601 in UTC. Whatever is not is left out in silence.

    `field` reads one field by its name, as that of the visit itself is read.
    """
    if not isinstance(value, Mapping):
        return {}
    read = {name: text for name in VISIT if (text := field(name, value.get(name)))}
    at = _moment(value.get("at"), now)
    return read | {"at": at.isoformat()} if read and at else read


def _moment(value: object, now: datetime) -> datetime | None:
    """A time of the last 400 days; without a zone it is UTC, and what a fast clock says is now."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return min(at, now) if now - OLDEST <= at <= now + AHEAD else None
