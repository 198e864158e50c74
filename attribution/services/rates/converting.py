"""From one currency to the clinic's: exactly, by the rate of the day or the last one before it. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal


@dataclass(frozen=True)
class Quote:
    """One unit of `currency` is `rate` units of the clinic's own, from `day` until the next."""

    currency: str
    day: date
    rate: Decimal


class Rates:
    """All that a clinic knows. Its own currency is 1; what nobody said is never guessed."""

    def __init__(self, own: str, quotes: Iterable[Quote]):
        self.own = own
        self._known: dict[str, tuple[list[date], list[Decimal]]] = {}
        for one in sorted(quotes, key=lambda quote: quote.day):
            days, rates = self._known.setdefault(one.currency, ([], []))
            days.append(one.day)
            rates.append(one.rate)

    def on(self, day: date, currency: str) -> Decimal | None:
        """None for a day before the first rate, and for a currency without any."""
        if currency == self.own:
            return Decimal(1)
        days, rates = self._known.get(currency, ([], []))
        at = bisect_right(days, day)
        return rates[at - 1] if at else None

    def in_own(self, amount: int, currency: str, day: date) -> int | None:
        """Minor units, rounded half to even; None where the rate is missing."""
        rate = self.on(day, currency)
        return None if rate is None else exchanged(amount, rate)


def exchanged(amount: int, rate: Decimal) -> int:
    return int((Decimal(amount) * rate).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


@dataclass(frozen=True)
class Sum:
    """In the clinic's currency; `missing` is what could not be told, by currency, in its own minor units."""

    amount: int
    missing: Mapping[str, int]


def total(rates: Rates, parts: Iterable[tuple[int, str, date]]) -> Sum:
    """Of (amount, currency, day)."""
    amount, missing = 0, {}
    for part, currency, day in parts:
        own = rates.in_own(part, currency, day)
        if own is None:
            missing[currency] = missing.get(currency, 0) + part
        else:
            amount += own
    return Sum(amount, missing)
