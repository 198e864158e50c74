"""Other currencies in the clinic's own: exact, by the day's rate or the last before it, never guessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.services.rates.converting import Quote, Rates, total
from attribution.services.rates.reading import NO_CURRENCY, NO_DAY, NO_RATE, OWN, rate_of, read_rates

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 9)
RATES = Rates("EUR", [Quote("GBP", SECOND, Decimal("1.2")), Quote("GBP", FIRST, Decimal("1.1"))])
KNOWN = ("EUR", "GBP", "CHF")


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (FIRST, 1100),
        (SECOND - timedelta(days=1), 1100),
        (SECOND, 1200),
        (SECOND + timedelta(days=400), 1200),
        (FIRST - timedelta(days=1), None),
    ],
)
def test_a_day_has_its_rate_or_the_last_one_before_it(day, amount):
    assert RATES.in_own(1000, "GBP", day) == amount


def test_the_own_currency_needs_no_rate_and_another_is_never_guessed():
    assert RATES.in_own(1000, "EUR", FIRST) == 1000
    assert RATES.in_own(1000, "CHF", FIRST) is None


def test_a_sum_says_what_it_could_not_tell():
    found = total(RATES, [(1000, "EUR", FIRST), (1000, "GBP", FIRST), (500, "CHF", FIRST), (1, "CHF", SECOND)])

    assert (found.amount, found.missing) == (2100, {"CHF": 501})


@given(st.integers(0, 10**12), st.decimals("0.00000001", "99999", places=8))
def test_an_exchange_is_the_nearest_minor_unit(amount, rate):
    rates = Rates("EUR", [Quote("GBP", FIRST, rate)])

    assert abs(rates.in_own(amount, "GBP", FIRST) - amount * rate) <= Decimal("0.5")


def test_a_file_of_rates_is_read_and_a_later_line_holds():
    header = ("Data", "Valuta", "Tasso")
    rows = [("2026-11-02", "gbp", "1,1"), ("2026-11-02", "GBP", "1.15")]

    found = read_rates(header, enumerate(rows, 2), own="EUR", known=KNOWN)

    assert found.quotes == [Quote("GBP", FIRST, Decimal("1.15"))]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("2026-11-02", "JPY", "1"), NO_CURRENCY),
        (("2026-11-02", "EUR", "1"), OWN),
        (("02/11/2026", "GBP", "1"), NO_DAY),
        (("2026-11-02", "GBP", "0"), NO_RATE),
        (("2026-11-02", "GBP", "NaN"), NO_RATE),
    ],
)
def test_a_line_that_is_no_rate_says_why(row, why):
    found = read_rates(("Day", "Currency", "Rate"), [(2, row)], own="EUR", known=KNOWN)

    assert [(one.number, one.why) for one in found.refused] == [(2, why)]


def test_a_file_without_the_three_columns_is_none_of_rates():
    assert not read_rates(("Day", "Rate"), [], own="EUR", known=KNOWN).is_known


@pytest.mark.parametrize("text", ["1.123456789", "-1", "", "1e9", "Infinity"])
def test_a_rate_is_above_nought_with_eight_decimals_at_most(text):
    assert rate_of(text) is None
