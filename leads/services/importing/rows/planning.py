"""What only a whole file says about its rows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leads.models import CustomField
from leads.services.importing.files import Sheet
from leads.services.importing.rows.moments import day_first_of, day_in, either_way
from leads.services.importing.rows.plan import Plan
from leads.services.importing.rows.texts import text_in
from leads.services.importing.rows.words import folded_word

MOMENTS = ("created", "last_contact")
MONTH_FIRST = frozenset({"US"})


def plan_for(
    sheet: Sheet,
    kind: str,
    mapping: Mapping[str, str],
    *,
    now: datetime,
    zone: ZoneInfo,
    clinic_country: str = "",
    form_country: str = "",
    custom: Mapping[str, CustomField] | None = None,
    day_first: bool | None = None,
    yes: Iterable[str] = (),
) -> Plan:
    """How to read the rows of this file. `day_first` None: as its dates say (`day_first_in`), else as the clinic's
    country writes them."""
    if day_first is None:
        day_first = day_first_in(sheet, mapping)
    if day_first is None:
        day_first = clinic_country not in MONTH_FIRST
    return Plan(
        kind=kind,
        header=sheet.header,
        mapping=mapping,
        now=now,
        zone=zone,
        day_first=day_first,
        clinic_country=clinic_country,
        form_country=form_country,
        custom=custom or {},
        yes=frozenset(map(folded_word, yes)),
    )


def day_asked(cells: Iterable[str], *, clinic_country: str) -> date | None:
    """The first of these days, as we would read it, where both orders would do and none of them says which."""
    texts = [text for cell in cells if (text := text_in(cell))]
    if any(day_first_of(text) is not None for text in texts):
        return None
    either = (text for text in texts if either_way(text))
    return next((day_in(text, clinic_country not in MONTH_FIRST) for text in either), None)


def day_first_in(sheet: Sheet, mapping: Mapping[str, str]) -> bool | None:
    """Whether the dates of this file put the day first: one with a day after the 12th says it. None when none does,
    or when they disagree."""
    places = [at for at, name in enumerate(sheet.header) if mapping.get(name) in MOMENTS]
    if not places:
        return None
    said = {day_first_of(text_in(line.cells[at])) for line in sheet.rows() for at in places} - {None}
    return said.pop() if len(said) == 1 else None
