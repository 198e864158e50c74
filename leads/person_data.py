"""Which rows say something about a person: what an export holds and what an erasure does (GDPR Art. 15 and 17).

A registry, beside `leads.merging`: a test walks every relation of Lead, and a kind of row without an entry is red.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from django.db.models import Model

Files = Callable[[Collection[int]], Iterable[str]]


class Erased(Enum):
    """What becomes of the row when the person is erased."""

    DELETED = "deleted"
    UNTIED = "untied"  # it goes on without them: another person's row that named this one
    KEPT_HASHED = "kept hashed"  # it proves what was agreed or stopped, and names nobody


@dataclass(frozen=True)
class PersonData:
    """`columns` are what the row says about the person; none for a row that only points. `files`: where bytes lie
    in the clinic's private storage that belong to the rows of some leads; they go with them."""

    model: type[Model]
    field: str
    erased: Erased
    columns: tuple[str, ...]
    files: Files | None = None

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


_held: dict[str, PersonData] = {}


def holds_person_data(
    model: type[Model],
    *columns: str,
    field: str = "lead",
    erased: Erased = Erased.DELETED,
    files: Files | None = None,
) -> None:
    """Say, in `apps.ready()`, what the rows of `model` that point at a lead by `field` tell about the person."""
    one = PersonData(model, field, erased, columns, files)
    _held[one.name] = one


def person_data() -> dict[str, PersonData]:
    return dict(_held)
