"""What a provider sent may have any shape: these look into it and never raise. Texts come out storable."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

LONGEST = 65_536  # characters of one text
DEEPEST, MOST = 6, 50  # of what is kept as it came: levels, and items of each
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_DIGITS = re.compile(r"\+?([1-9][0-9]{6,14})", re.ASCII)
_FIRST = datetime(2009, 1, 1, tzinfo=UTC)  # nothing of these services is older
_AHEAD = timedelta(minutes=10)  # by which their clock may be before ours


def loaded(body: bytes) -> object:
    """The value of a JSON text; None for what is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def items(value: object) -> Iterator[Mapping[str, object]]:
    """The mappings of a list; nothing of anything else."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def text(value: object, most: int = LONGEST) -> str:
    """Text or a number as text: ids come as either. Empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return storable(value if isinstance(value, str) else str(value) if abs(value) < 10**40 else "")[:most]


def whole(value: object, most: int) -> str:
    """As `text`, and empty for what is longer: an id that was cut is somebody else's."""
    said = text(value, most + 1)
    return said if len(said) <= most else ""


def storable(value: str) -> str:
    """Without NUL and lone surrogates, which no database takes."""
    return _UNSTORABLE.sub("", value)


def number(value: object) -> int | None:
    """A whole number that fits a column, or None."""
    said = text(value, 12)
    return int(said) if re.fullmatch(r"\d{1,9}", said, re.ASCII) else None


def phone(value: object) -> str:
    """E.164 of a number that is international already, with or without its plus; else empty."""
    found = _DIGITS.fullmatch(text(value, 40).strip())
    return f"+{found[1]}" if found else ""


def moment(value: object, now: datetime) -> datetime:
    """Seconds since 1970, as a number or as text. What is no moment, or lies ahead, is `now`."""
    seconds = text(value, 12)
    if not re.fullmatch(r"\d{9,11}", seconds, re.ASCII):
        return now
    return believed(datetime.fromtimestamp(int(seconds), UTC), now)


def believed(at: datetime, now: datetime) -> datetime:
    """The moment that a provider names; `now` when it is no moment of such a service."""
    return at if _FIRST <= at <= now + _AHEAD else now


def kept(value: object, level: int = 0) -> object:
    """A copy that JSON can hold, of something we only show: deep and long parts are left out."""
    if isinstance(value, dict) and level < DEEPEST:
        pairs = list(value.items())[:MOST]
        return {storable(str(name))[:200]: kept(one, level + 1) for name, one in pairs}
    if isinstance(value, list) and level < DEEPEST:
        return [kept(one, level + 1) for one in value[:MOST]]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return value if abs(value) < 1e15 else None
    return text(value, 4096)
