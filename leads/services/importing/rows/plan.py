from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from leads.models import CustomField
from leads.services.importing.columns import consent_of
from leads.services.importing.rows.references import by_preference, system_of


@dataclass(frozen=True)
class Plan:
    """How the rows of one file are read. Make it with `plan_for`, which settles what the whole file decides.

    `mapping` is column -> target, "" for what is not imported. `zone` is whose clock times without an offset are.
    Countries are ISO codes or empty: numbers without a country's code are read as the row's, then as
    `form_country`'s, then as `clinic_country`'s. `yes`: the words of consent columns that count, folded; empty for
    the usual ones.
    """

    kind: str
    header: tuple[str, ...]
    mapping: Mapping[str, str]
    now: datetime
    zone: ZoneInfo
    day_first: bool = True
    clinic_country: str = ""
    form_country: str = ""
    custom: Mapping[str, CustomField] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()

    @cached_property
    def places(self) -> Mapping[str, tuple[int, ...]]:
        """Target to the columns that become it, as places in a row."""
        found: dict[str, list[str]] = {}
        for name in self.header:
            if target := self.mapping.get(name, ""):
                found.setdefault(target, []).append(name)
        if "reference" in found:
            found["reference"] = by_preference(found["reference"], self.kind)
        at = {name: place for place, name in enumerate(self.header)}
        return {target: tuple(at[name] for name in names) for target, names in found.items()}

    @cached_property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """Target and place of each column whose text counts as a whole."""
        return tuple((target, place) for target, places in self.places.items() for place in places)

    @cached_property
    def consents(self) -> tuple[tuple[str, str, int], ...]:
        """Purpose, channel and place of each column that holds a consent."""
        of = [(consent_of(target), places) for target, places in self.places.items()]
        return tuple((*said, place) for said, places in of if said for place in places)

    @cached_property
    def system(self) -> str:
        return system_of(self.kind, self.header)
