"""Any value as the trail keeps it: JSON that PostgreSQL takes, of a sane length, never a reason to fail."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time

from django.utils.translation import gettext_noop

LONGEST = 500  # characters of one text
MOST = 50  # items of one list
DEEPEST = 4
CUT = "…"
# A secret: it was changed, and nothing else is told. Not auditlog's masking, which shows the second half (H:K1).
HIDDEN = "•••"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BIG = 2**63
TOO_LARGE = gettext_noop("a very large number")


def storable(value: object, depth: int = 0) -> object:
    """JSON for `value`. Texts beyond LONGEST and lists beyond MOST are cut and end in an ellipsis."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < _BIG else TOO_LARGE
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} B"
    if isinstance(value, Mapping | list | tuple | set | frozenset) and depth < DEEPEST:
        return _many(value, depth)
    return short(str(value))


def short(text: str) -> str:
    """Without what no database stores, and cut at LONGEST."""
    clean = _UNSTORABLE.sub("\ufffd", text)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + CUT


def _many(value: object, depth: int) -> object:
    if isinstance(value, Mapping):
        kept = list(value.items())[:MOST]
        more = {CUT: len(value) - MOST} if len(value) > MOST else {}
        return {short(str(name)): storable(item, depth + 1) for name, item in kept} | more
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
    return [storable(item, depth + 1) for item in items[:MOST]] + ([CUT] if len(items) > MOST else [])
