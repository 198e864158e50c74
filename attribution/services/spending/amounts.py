"""Amounts as exports write them, exactly, in minor units (STYLE: money is whole minor units)."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

COMMA, POINT = ",", "."
MINOR = 100
_FLOAT_DUST = Decimal("0.000001")  # what a spreadsheet adds to a number: 12.34 is 12.339999999999999858
_MOST = Decimal(10) ** 13
# What stands around figures: signs of currencies, their codes, blanks and apostrophes between thousands.
_AROUND = re.compile(r"[\s\u00a0\u202f\u2009'’]|[€£$₺]|\b[A-Za-z]{2,3}\b")
_FIGURES = re.compile(r"-?\d+(?:[.,]\d+)*")


def decimal_sign(cells: Iterable[str]) -> str | None:
    """Which sign parts the decimals in this column; None when nothing in it shows.

    Of two different signs it is the later one. Money has two decimals at most, so that a single sign with three
    figures behind it parts thousands, unless there is a nought alone before it.
    """
    by_thousands = None
    for cell in cells:
        text = _bare(cell)
        if POINT in text and COMMA in text:
            return max((POINT, COMMA), key=text.rfind)
        for sign, other in ((POINT, COMMA), (COMMA, POINT)):
            whole, _sign, behind = text.partition(sign)
            if sign in behind:
                return other
            if behind and (len(behind) != 3 or whole.lstrip("-") == "0"):
                return sign
            by_thousands = other if behind else by_thousands
    return by_thousands


def minor_of(cell: str, sign: str) -> int | None:
    """Minor units of what stands in a cell, `sign` before its decimals; None for what is no such amount.

    An empty cell and a dash are nothing. More than two decimals are no amount, but for the dust of floats.
    """
    text = _bare(cell)
    if text in ("", "-", "--", "—"):
        return 0
    if not _FIGURES.fullmatch(text):
        return None
    whole = text.replace(COMMA if sign == POINT else POINT, "").replace(sign, POINT)
    try:
        value = Decimal(whole) * MINOR
    except InvalidOperation:
        return None
    exact = value.to_integral_value()
    return int(exact) if abs(value - exact) <= _FLOAT_DUST * MINOR and abs(exact) < _MOST else None


def spread(amount: int, days: int) -> list[int]:
    """The same amount over so many days, each as much as the others, the first ones one minor unit more."""
    each, rest = divmod(amount, days)
    return [each + (at < rest) for at in range(days)]


def _bare(cell: str) -> str:
    return _AROUND.sub("", cell).replace("\u2212", "-")
