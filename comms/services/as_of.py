"""News of one thing are believed in the order in which they happened, whatever order they come in (H:W3)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Protocol


class Told(Protocol):
    """A row that remembers in `as_of` what was said last of each aspect of it: {aspect: {"at", "said", ...}}."""

    as_of: Mapping[str, Mapping[str, str]]


def is_newer(row: Told, aspect: str, said: str, *, at: datetime, **more: str) -> bool:
    """Whether this is news of `aspect`; it is remembered with `more`, and saved by the caller, who holds the row.

    Of two at one instant the later word of the alphabet stands, so that order decides nothing and a repeat is none.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    known = row.as_of.get(aspect, {})
    if (moment, said) <= (known.get("at", ""), known.get("said", "")):
        return False
    row.as_of = {**row.as_of, aspect: {"at": moment, "said": said, **more}}
    return True
