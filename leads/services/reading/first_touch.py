"""Where somebody came from on visits before this one, as their browser remembered them (F:I5, M1)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

FIRST_TOUCH, FORM_VIEWS = "first_touch", "form_views"
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
MOST_VIEWS, LONGEST_READ = 20, 100  # of one enquiry; the latest ones are kept, and no longer list is looked through
VIEWED_WITHIN = timedelta(days=90)


def read_first_touch(value: object, *, field: Callable[[str, object], str], now: datetime) -> dict[str, str]:
    """What of it is usable, each under its name; `at` is ISO 8601 in UTC. Whatever is not is left out in silence.

    `field` reads one field by its name, as that of the visit itself is read.
    """
    if not isinstance(value, Mapping):
        return {}
    read = {name: text for name in VISIT if (text := field(name, value.get(name)))}
    at = _moment(value.get("at"), now)
    return read | {"at": at.isoformat()} if read and at else read


def read_form_views(value: object, *, field: Callable[[str, object], str], now: datetime) -> list[dict[str, str]]:
    """Visits of the last 90 days in which they looked at a form and did not send it: as `read_first_touch`, the
    oldest first, each time once. One without a time is left out."""
    if not isinstance(value, list):
        return []
    read = [read_first_touch(one, field=field, now=now) for one in value[:LONGEST_READ]]
    oldest = (now - VIEWED_WITHIN).isoformat()
    by_moment = {one["at"]: one for one in read if one.get("at", "") >= oldest}
    return [by_moment[at] for at in sorted(by_moment)][-MOST_VIEWS:]


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
