"""The columns that a file of leads may have. A registry: floors above add their own in `apps.ready()`.

A column asks fields of the lead (`paths`), or rows of other tables, which a loader fetches for a whole part at once
(`beside`): the number of statements does not depend on the number of leads.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from crm.lib.sheets.values import Cell
from leads.services.own_names import shown_name

Load = Callable[[Collection[int]], Mapping[int, Any]]


class NamedRow(NamedTuple):
    """A name in several languages, of a row that was not loaded whole."""

    name: str
    names: Any


class Around:
    """What all leads of a part share: rows of other tables, the zone of who reads, and names said once."""

    def __init__(self, beside: Mapping[str, Mapping[int, Any]]):
        self.beside, self.zone = beside, timezone.get_current_timezone()
        self.names: dict[tuple[str, str], str] = {}


class ExportRow:
    """One lead of a part: `row["stage__semantic"]`, and `row.beside("contacts")`, None where it has none."""

    __slots__ = ("_around", "_values")

    def __init__(self, values: Mapping[str, Any], around: Around):
        self._values, self._around = values, around

    def __getitem__(self, path: str) -> Any:
        return self._values[path]

    def beside(self, name: str) -> Any:
        return self._around.beside[name].get(self._values["pk"])

    def local(self, moment: datetime | None) -> datetime | None:
        """By the clock of who reads."""
        return moment.astimezone(self._around.zone) if moment else None

    def named(self, path: str) -> str | None:
        """What a stage or treatment is called for who reads; each is looked up once in a part."""
        name, known = self._values[f"{path}__name"], self._around.names
        if name and (path, name) not in known:
            known[path, name] = shown_name(NamedRow(name, self._values[f"{path}__names"]))
        return known[path, name] if name else None


@dataclass(frozen=True)
class Column:
    """`key` stands in files for programs and never changes. `permission` is what it takes beside the right to
    export; `usual`: chosen as long as nobody chose otherwise; `always`: cannot be left out."""

    key: str
    label: Any
    read: Callable[[ExportRow], Cell]
    paths: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    permission: str = ""
    usual: bool = False
    always: bool = False


_columns: dict[str, Column] = {}
_loaders: dict[str, Load] = {}


def export_column(column: Column) -> None:
    _columns[column.key] = column


def export_beside(name: str, load: Load) -> None:
    """Say how rows of another table are fetched: {lead: what it has}, in a fixed number of statements."""
    _loaders[name] = load


def registered_columns() -> list[Column]:
    """In the order in which they were said, which is that of a file."""
    return list(_columns.values())


def loader_of(name: str) -> Load:
    return _loaders[name]
