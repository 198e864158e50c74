from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from leads.models import CustomField


@dataclass(frozen=True)
class Plan:
    """How the rows of one file are read. Make it with `plan_for`, which settles what the whole file decides.

    `mapping` is column -> target, "" for what is not imported. `zone` is whose clock times without an offset are.
    Countries are ISO codes or empty: numbers without a country's code are read as the row's, then as
    `form_country`'s, then as `clinic_country`'s. `day_first` None: no date of the file says it, nobody was asked.
    `yes`: the words of consent columns that count, folded; empty for the usual ones.
    """

    kind: str
    header: tuple[str, ...]
    mapping: Mapping[str, str]
    now: datetime
    zone: ZoneInfo
    day_first: bool | None = None
    clinic_country: str = ""
    form_country: str = ""
    custom: Mapping[str, CustomField] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
