"""Amounts in minor units as people read and type them. All currencies of a clinic have two decimals (ISO 4217)."""

from decimal import Decimal

from django.utils.formats import number_format

MINOR = 100
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


def typed(amount: int | None) -> Decimal | None:
    """What stands in a field: whole amounts without decimals."""
    if amount is None:
        return None
    return Decimal(amount // MINOR) if amount % MINOR == 0 else Decimal(amount) / MINOR


def minor(value: Decimal | None) -> int | None:
    """Of what was typed, with two decimals at most."""
    return None if value is None else int(value * MINOR)


def amount_shown(amount: int) -> str:
    """6,900 or 6,900.50, in the reader's format."""
    return number_format(typed(amount), 2 if amount % MINOR else 0, force_grouping=True)


def to_the_cent(amount: int, currency: str) -> str:
    """Of a column in which amounts stand one below the other: € 1.00 under € 1.24."""
    return f"{SIGNS.get(currency, currency)} {number_format(Decimal(amount) / MINOR, 2, force_grouping=True)}"


def range_shown(least: int | None, most: int | None, currency: str) -> str:
    """Both ends, or the one that is known; empty when neither is."""
    ends = [amount_shown(end) for end in dict.fromkeys((least, most)) if end is not None]
    return f"{SIGNS.get(currency, currency)} {' – '.join(ends)}" if ends else ""
