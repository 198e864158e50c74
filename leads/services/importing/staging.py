"""A row that was read, as it waits to be loaded: texts became rows of the clinic, blanks are left out."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Reached(NamedTuple):
    """A contact, as leads.services.reading.Contact has it."""

    kind: str
    value: str
    typed: str
    is_valid: bool


class Said(NamedTuple):
    """Of one row. Moments are ISO texts; `stage`, `owner`, `partner` and `treatment` are keys, `custom` is
    [[key of a field, column, value]], `contacts` are `Reached`, a consent is [purpose, channel, given]. `names` is
    the lead without a name that this row gives its own, as the dry run saw it."""

    first_name: str = ""
    last_name: str = ""
    contacts: Sequence[Reached] = ()
    country: str = ""
    city: str = ""
    language: str = ""
    company: str = ""
    interest: str = ""
    treatment: int | None = None
    note: str = ""
    source: str = ""
    sub_source: str = ""
    partner: int | None = None
    stage: int | None = None
    owner: int | None = None
    created_at: str = ""
    last_contact_at: str = ""
    consents: Sequence[Sequence[Any]] = ()
    tags: Sequence[str] = ()
    do_not_contact: bool = False
    reference: Sequence[str] = ()
    rating: float | None = None
    website: str = ""
    custom: Sequence[Sequence[Any]] = ()
    is_test: bool = False
    names: int | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def reachable(self) -> list[tuple[str, str]]:
        """Kind and value of each contact that is valid."""
        return [(one.kind, one.value) for one in self.contacts if one.is_valid]

    def as_json(self) -> dict[str, Any]:
        """What is there alone: most cells of most files are empty."""
        return {name: value for name, value in zip(self._fields, self, strict=True) if value}


def said_of(kept: Mapping[str, Any]) -> Said:
    """As it was kept; what a later version adds is empty, and what an earlier one had is left out."""
    known = {name: value for name, value in kept.items() if name in _NAMES}
    if "contacts" in known:
        known["contacts"] = [Reached(*one) for one in known["contacts"]]
    return Said(**known)


_NAMES = frozenset(Said._fields)
