"""The columns that a file of leads may have. A registry: floors above add their own in `apps.ready()`.

A column asks fields of the lead (`paths`), or rows of other tables, which a loader fetches for a whole part at once
(`beside`): the number of statements does not depend on the number of leads.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crm.lib.sheets.values import Cell

Load = Callable[[Collection[int]], Mapping[int, Any]]


class ExportRow:
    """One lead of a part: `row["stage__semantic"]`, and `row.beside("contacts")`, None where it has none."""

    __slots__ = ("_around", "_values")

    def __init__(self, values: Mapping[str, Any], around: Mapping[str, Mapping[int, Any]]):
        self._values, self._around = values, around

    def __getitem__(self, path: str) -> Any:
        return self._values[path]

    def beside(self, name: str) -> Any:
        return self._around[name].get(self._values["pk"])


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
