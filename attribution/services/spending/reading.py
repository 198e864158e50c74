"""A file of Meta or Google as lines of spend: pure, and nothing in it is lost without a word (F:M4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from attribution.services.spending.amounts import POINT, decimal_sign, minor_of, spread
from attribution.services.spending.headers import (
    CAMPAIGN,
    CAMPAIGN_ID,
    COST,
    CURRENCY,
    DAY,
    GOOGLE,
    META,
    SINCE,
    UNTIL,
    Columns,
    columns_of,
    is_total,
)
from leads.services.importing.rows.moments import day_first_of, day_in

LONGEST = 366  # days that one amount may stand for
# Why a line is left out: in words in spending.words.
NO_CAMPAIGN, NO_AMOUNT, NEGATIVE, NO_DAY, NO_CURRENCY, FOREIGN, TOO_LONG = (
    "no_campaign", "no_amount", "negative", "no_day", "no_currency", "foreign", "too_long",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Spent:
    """What one campaign cost on one day. `external_id` is the platform's, empty where the file has none."""

    day: date
    campaign: str
    external_id: str
    currency: str
    amount: int


@dataclass(frozen=True)
class Refused:
    number: int
    campaign: str
    why: str


@dataclass(frozen=True)
class Read:
    """`platform` is empty for a file of neither; `totals` is how many lines only added others up."""

    platform: str
    spent: Sequence[Spent] = ()
    refused: Sequence[Refused] = ()
    totals: int = 0
    free: int = 0  # lines of nothing spent


@dataclass(frozen=True)
class Asked:
    """What the file may not say itself: its currency, and the days that it is of."""

    currency: str = ""
    since: date | None = None
    until: date | None = None
    known: frozenset[str] = frozenset()  # currencies that we take


@dataclass
class _Sums:
    by_day: dict[tuple[date, str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    refused: list[Refused] = field(default_factory=list)
    totals: int = 0
    free: int = 0


def read_spend(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]], asked: Asked) -> Read:
    """`rows` are (number in the file, cells). Lines of the same campaign and day are added up."""
    columns = columns_of(header)
    if columns is None:
        return Read("")
    held = [(number, tuple(cells)) for number, cells in rows]
    sums = _Sums()
    reader = _Reader(columns, asked, held)
    for number, cells in held:
        reader.take(number, cells, sums)
    spent = [Spent(*key, amount) for key, amount in sums.by_day.items()]
    return Read(columns.platform, sorted(spent), sums.refused, sums.totals, sums.free)


class _Reader:
    """What the whole file shows of how its numbers and days are written, for each of its lines."""

    def __init__(self, columns: Columns, asked: Asked, rows: Sequence[tuple[int, Sequence[str]]]):
        self.columns, self.asked = columns, asked
        # Meta writes numbers as programs do; Google as its user's language does.
        shown = decimal_sign(columns.of(cells, COST) for _number, cells in rows)
        self.sign = shown if shown and columns.platform == GOOGLE else POINT
        days = [columns.of(cells, name) for _number, cells in rows for name in (DAY, SINCE, UNTIL)]
        first_of = {first for day in days if (first := day_first_of(day)) is not None}
        self.day_first = first_of.pop() if len(first_of) == 1 else None

    def take(self, number: int, cells: Sequence[str], sums: _Sums) -> None:
        told = {name: self.columns.of(cells, name) for name in self.columns.places}
        name, key = told[CAMPAIGN], told.get(CAMPAIGN_ID, "").removeprefix("c:")
        name = "" if name.strip("- ") == "" else name
        if is_total(next((cell for cell in cells if cell.strip()), ""), name) or self._sums_up(name, key, told):
            sums.totals += 1
            return
        amount, why = self._amount(told[COST])
        currency = (told.get(CURRENCY, "") or self.columns.currency or self.asked.currency).upper()
        since, until, no_days = self._days(told)
        why = why or ("" if name or key else NO_CAMPAIGN) or no_days or self._currency_wrong(currency)
        if why:
            sums.refused.append(Refused(number, name or key, why))
        elif not amount:
            sums.free += 1
        else:
            for at, part in enumerate(spread(amount, (until - since).days + 1)):
                if part:
                    sums.by_day[since + timedelta(days=at), name or key, key, currency] += part

    def _sums_up(self, name: str, key: str, told: Mapping[str, str]) -> bool:
        """Meta's line of totals has no name of its own."""
        return self.columns.platform == META and not name and not key and bool(told[COST])

    def _amount(self, cell: str) -> tuple[int, str]:
        amount = minor_of(cell, self.sign)
        if amount is None:
            return 0, NO_AMOUNT
        return (0, NEGATIVE) if amount < 0 else (amount, "")

    def _days(self, told: Mapping[str, str]) -> tuple[date, date, str]:
        if written := told.get(DAY, ""):
            first = last = self._day(written)
        else:
            first, last = self._day(told.get(SINCE, "")), self._day(told.get(UNTIL, ""))
            if not told.get(SINCE) and not told.get(UNTIL):
                first, last = self.asked.since, self.asked.until
        if first is None or last is None or last < first:
            return date.min, date.min, NO_DAY
        return first, last, TOO_LONG if (last - first).days >= LONGEST else ""

    def _day(self, text: str) -> date | None:
        """A day that could be another one is none, unless other lines show what comes first."""
        if self.day_first is None and "/" in text and day_first_of(text) is None:
            one, other = text.split("/")[:2] if text.count("/") == 2 else ("", "")
            if len(one) < 3 and one != other:
                return None
        return day_in(text, bool(self.day_first)) if text else None

    def _currency_wrong(self, currency: str) -> str:
        if not currency:
            return NO_CURRENCY
        return "" if not self.asked.known or currency in self.asked.known else FOREIGN
