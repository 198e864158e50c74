"""Days and moments as people and programs write them."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST = 1990
_BY_NUMBERS = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})"
    r"(?:[,T ]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?)?"
)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(.*)")
_BY_NAME = re.compile(
    r"(?:\w{2,9},\s*)?(?:(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]{3,10})|([^\W\d]{3,10})\s+(\d{1,2}))"
    r"\.?,?\s+(?:de\s+)?(\d{4})(?:\D.*)?"
)
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")  # days of a spreadsheet
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?")  # since 1970, also in thousandths
# English, Italian, German, French, Spanish, Turkish and Albanian months by their first letters.
_MONTHS = (
    "jan gen ene oca", "feb fev fév şub sub shk", "mar mär mrz", "apr avr abr nis pri", "may mag mai mayo",
    "jun giu juin haz qer", "jul lug juil tem kor", "aug ago aoû aou ağu agu gus", "sep set eyl sht",
    "oct ott okt eki tet", "nov kas nën nen", "dec dic dez déc ara dhj",
)  # fmt: skip


@lru_cache(maxsize=16_384)
def moment_in(text: str, zone: ZoneInfo, day_first: bool) -> datetime | None:
    """Aware; without an offset it is the clock of `zone`. None for what is no moment since EARLIEST."""
    found = _understood(text, day_first)
    if found is None or found.year < EARLIEST:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:  # the last day of the year 9999, west of Greenwich: what programs write for never
        return None


def day_in(text: str, day_first: bool) -> date | None:
    """The day as it is written, whenever it was; None for what is none."""
    found = _understood(text, day_first)
    return found.date() if found else None


def day_first_of(text: str) -> bool | None:
    """Whether these numbers can only be read with the day first, or with the month; None when both would do."""
    found = _BY_NUMBERS.fullmatch(text)
    if not found:
        return None
    one, other = int(found[1]), int(found[2])
    return True if one > 12 >= other else False if other > 12 >= one else None


def either_way(text: str) -> bool:
    """Whether these numbers are one day with the day first, and another with the month."""
    found = _BY_NUMBERS.fullmatch(text)
    return (
        bool(found) and "." not in found[0][:6] and found[1] != found[2] and max(int(found[1]), int(found[2])) <= 12
    )


def _understood(text: str, day_first: bool) -> datetime | None:
    try:
        return _read(text, day_first)
    except (ValueError, OverflowError):
        return None


def _read(text: str, day_first: bool) -> datetime | None:
    if found := _BY_NUMBERS.fullmatch(text):
        return _of_numbers(found, day_first)
    if _SERIAL.fullmatch(text):
        return (_SERIAL_ZERO + timedelta(days=float(text))).replace(tzinfo=None)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if found := _YEAR_FIRST.fullmatch(text):
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}{found[4]}"
    if found := _BY_NAME.fullmatch(text):
        return _of_name(found)
    return datetime.fromisoformat(_OFFSET.sub(r"\1:\2", text))


def _of_numbers(found: re.Match[str], day_first: bool) -> datetime:
    one, other, year = int(found[1]), int(found[2]), int(found[3])
    if "." in found[0][:6] or one > 12:
        day_first = True
    elif other > 12:
        day_first = False
    day, month = (one, other) if day_first else (other, one)
    hour, minute, second = int(found[4] or 0), int(found[5] or 0), int(found[6] or 0)
    if found[7]:
        hour = hour % 12 + (12 if found[7] in "Pp" else 0)
    return datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second)  # noqa: DTZ001


def _of_name(found: re.Match[str]) -> datetime | None:
    day, name = found[1] or found[4], (found[2] or found[3]).lower()
    month = next((number for number, all_ in enumerate(_MONTHS, 1) if name.startswith(tuple(all_.split()))), 0)
    return datetime(int(found[5]), month, int(day)) if month else None  # noqa: DTZ001
