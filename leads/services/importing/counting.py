"""How many rows become what: {"new", "merge", "skip", "reasons": {code: n}, "doubts": {code: n}}."""

from collections.abc import Iterable
from typing import Any

from leads.models import ImportRow

FATES = tuple(ImportRow.Fate.values)


def nothing() -> dict[str, Any]:
    return dict.fromkeys(FATES, 0) | {"reasons": {}, "doubts": {}}


def count_in(counts: dict[str, Any], fate: str, reason: str, doubts: Iterable[str], *, by: int = 1) -> None:
    """One row more, or with `by` -1 one less, which is counted anew."""
    counts[fate] += by
    for name, codes in (("reasons", (reason,) if reason else ()), ("doubts", set(doubts))):
        for code in codes:
            left = counts[name].get(code, 0) + by
            counts[name] |= {code: left}
            if not left:
                del counts[name][code]
