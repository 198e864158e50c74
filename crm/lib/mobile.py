"""Mobile numbers written plainly: what `crm.lib.phone` answers for them, at a tenth of its time.

Lists of leads are such numbers by the ten thousand. Whatever is not plain is left to the library.
"""

import re
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

# Not what a spreadsheet took for a quantity, "3331234567.0": its last digits may be anybody's.
_PLAIN = re.compile(r"(?! *\+?[0-9]{7,}\.0+ *$)(\+|00)?([0-9 .()\-]{7,24})")
_BETWEEN = str.maketrans("", "", " .()-")


def plain_mobile(text: str, country: str | None) -> tuple[str, str] | None:
    """E.164 and country of a number of figures and blanks that is a mobile one of that country, or of the one its
    code names; None for all else, which may be a number all the same."""
    written = _PLAIN.fullmatch(text)
    if not written:
        return None
    figures = written[2].translate(_BETWEEN)
    if written[1]:
        known = (figures[:end] for end in (1, 2, 3) if int(figures[:end] or 0) in COUNTRY_CODE_TO_REGION_CODE)
        code = "" if figures.startswith("0") else next(known, "")  # +001 is no country's code, though 1 is
        rest = figures[len(code) :]
    else:
        code = _code_of(country) if country else ""
        rest = figures[1:] if figures.startswith("0") and code and _has_trunk_zero(country) else figures
    plan = _plan(code) if code else None
    return (f"+{code}{rest}", plan[0]) if plan and plan[1].fullmatch(rest) else None


@cache
def _plan(code: str) -> tuple[str, re.Pattern[str]] | None:
    """The country that a code is first of all, and how its mobile numbers begin and how long they are."""
    region = COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    known = PhoneMetadata.metadata_for_region(region)
    if known is None or not known.mobile.national_number_pattern or known.leading_digits:
        return None
    trunk = known.national_prefix_for_parsing
    mobile = known.mobile.national_number_pattern
    others = "|".join(one.national_number_pattern for one in _dear(known) if one and one.national_number_pattern)
    return region, re.compile(rf"(?!(?:{trunk or '(?!)'}))(?!(?:{others or '(?!)'})$)(?:{mobile})")


def _dear(known: PhoneMetadata) -> list:
    """What the library asks before it says mobile."""
    return [known.premium_rate, known.toll_free, known.shared_cost, known.voicemail, known.pager, known.uan]


@cache
def _code_of(country: str) -> str:
    known = PhoneMetadata.metadata_for_region(country.upper())
    code = known.country_code if known else 0
    return str(code) if code and COUNTRY_CODE_TO_REGION_CODE[code][0] == country.upper() else ""


@cache
def _has_trunk_zero(country: str) -> bool:
    return PhoneMetadata.metadata_for_region(country.upper()).national_prefix == "0"
