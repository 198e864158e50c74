"""Numbers of the report as people read them."""

from decimal import Decimal

from django.utils.formats import number_format

from leads.services.money import range_shown

UNKNOWN = "–"  # what nobody knows
WHOLE_UNITS_FROM = 100_00  # minor units: below it cents say something


def money(amount: int | None, currency: str) -> str:
    if amount is None:
        return UNKNOWN
    return range_shown((amount + 50) // 100 * 100 if amount >= WHOLE_UNITS_FROM else amount, None, currency)


def people(count: Decimal) -> str:
    """Whole people, or tenths of them where credit is shared."""
    rounded = count.quantize(Decimal("0.1"))
    whole = rounded.to_integral_value()
    return number_format(rounded if rounded != whole else whole, 0 if rounded == whole else 1, force_grouping=True)


def times(returned: Decimal | None) -> str:
    """How many times it came back."""
    if returned is None:
        return UNKNOWN
    return f"{number_format(returned, 1 if returned < 10 else 0, force_grouping=True)} ×"
