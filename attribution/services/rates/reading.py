"""A file of rates: a day, a currency, and what one unit of it is worth. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from attribution.services.rates.converting import Quote
from leads.services.importing.columns.folding import folded
from leads.services.importing.rows.moments import day_first_of, day_in

PLACES = 8  # decimals of a rate
_NAMES = {
    "day": ("day", "date", "giorno", "data", "tag", "datum", "gün", "tarih", "dita", "jour", "fecha"),
    "currency": ("currency", "valuta", "währung", "para birimi", "monedha", "code", "devise", "moneda"),
    "rate": ("rate", "tasso", "cambio", "kurs", "kur", "kursi", "cours", "tipo"),
}
_FIELD = {folded(name): field for field, names in _NAMES.items() for name in names}
NO_DAY, NO_CURRENCY, NO_RATE, OWN = "no_day", "no_currency", "no_rate", "own"


@dataclass(frozen=True)
class RefusedRate:
    number: int
    text: str
    why: str


@dataclass(frozen=True)
class RatesRead:
    """`is_known` is False for a file without the three columns."""

    is_known: bool
    quotes: Sequence[Quote] = ()
    refused: Sequence[RefusedRate] = ()


def read_rates(
    header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], *, own: str, known: Iterable[str]
) -> RatesRead:
    """A later line about the same day and currency holds instead of one before."""
    places = {_FIELD[name]: at for at, title in enumerate(header) if (name := folded(title)) in _FIELD}
    if len(places) < len(_NAMES):
        return RatesRead(is_known=False)
    held = [(number, tuple(cells)) for number, cells in rows]
    shown = {first for _n, cells in held if (first := day_first_of(cells[places["day"]].strip())) is not None}
    day_first = shown.pop() if len(shown) == 1 else None
    quotes: dict[tuple[date, str], Quote] = {}
    refused: list[RefusedRate] = []
    for number, cells in held:
        told = {name: cells[at].strip() for name, at in places.items()}
        day, currency = _day(told["day"], day_first), told["currency"].upper()
        rate = rate_of(told["rate"])
        why = "" if day else NO_DAY
        why = why or ("" if currency in set(known) else NO_CURRENCY) or (OWN if currency == own else "")
        why = why or ("" if rate else NO_RATE)
        if why:
            refused.append(RefusedRate(number, " ".join(told.values()), why))
        else:
            quotes[day, currency] = Quote(currency, day, rate)
    return RatesRead(True, list(quotes.values()), refused)


def rate_of(text: str) -> Decimal | None:
    """Above 0, with PLACES decimals at most; a comma before them is a point."""
    try:
        rate = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not rate.is_finite() or not 0 < rate < 10**8 or rate != round(rate, PLACES):
        return None
    return rate


def _day(text: str, day_first: bool | None) -> date | None:
    if "/" in text and day_first is None and text.find("/") < 3:
        return None
    return day_in(text, bool(day_first)) if text else None
