"""Days that a rule gives: the same each year, so many days from Easter, or from a table."""

from collections.abc import Mapping
from datetime import date, timedelta

Days = list[tuple[date, str]]


def fixed(year: int, names: Mapping[tuple[int, int], str]) -> Days:
    """{(month, day): name}."""
    return [(date(year, month, day), name) for (month, day), name in names.items()]


def around(day: date, names: Mapping[int, str]) -> Days:
    """{days after `day`: name}."""
    return [(day + timedelta(days=days), name) for days, name in names.items()]


def easter(year: int) -> date:
    """Of the western churches: Gauss's rule in the form of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    golden = year % 19
    skipped = century // 4
    epact = (19 * golden + century - skipped - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """By the Julian calendar, 13 days behind until 2099 (Meeus)."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)
