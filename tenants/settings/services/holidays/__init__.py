"""The public holidays of the countries where our clinics are, each by its official name in the country's language.

From the laws on public holidays of TR (2429), AL (7651), HU (Labour Code 102), PL (of 18 January 1951) and HR (NN
110/19), as in force in 2026. A clinic fills them in once a year and changes what is otherwise with it.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from tenants.settings.services.holidays import albania, croatia, hungary, poland, turkey

_COUNTRIES: dict[str, Callable[[int], list[tuple[date, str]]]] = {
    "AL": albania.holidays,
    "HR": croatia.holidays,
    "HU": hungary.holidays,
    "PL": poland.holidays,
    "TR": turkey.holidays,
}


def knows_holidays(country: str) -> bool:
    return country in _COUNTRIES


def public_holidays(country: str, year: int) -> list[tuple[date, str]]:
    """In order, one a day; none for a country that is not known here."""
    found = _COUNTRIES[country](year) if country in _COUNTRIES else []
    return sorted({day: (day, name) for day, name in reversed(found)}.values())


def is_holiday(country: str, day: date) -> bool:
    return day in _days(country, day.year)


@lru_cache(maxsize=512)
def _days(country: str, year: int) -> frozenset[date]:
    return frozenset(day for day, _ in public_holidays(country, year))
