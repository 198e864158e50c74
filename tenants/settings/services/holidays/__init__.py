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


def is_public_holiday(country: str, day: date) -> bool:
    """Whether people there have a public holiday, in the whole of the country; never where the country is unknown.

    For whom we write to: what our lists say and what the library `holidays` says. Theirs is no list for a clinic:
    it has days that only stand in for a Sunday or are worked off on a Saturday, and estimates of the moon.
    """
    return day in _days_off(country, day.year)


@lru_cache(maxsize=256)
def _days_off(country: str, year: int) -> frozenset[date]:
    """By country and year once a process. The library is read with the first question: 25 MB, half a second."""
    from holidays import country_holidays

    ours = {day for day, _name in public_holidays(country, year)}
    try:
        return frozenset(ours.union(country_holidays(country, years=year)))
    except NotImplementedError:  # a country that it does not know
        return frozenset(ours)
