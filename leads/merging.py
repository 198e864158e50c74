"""What becomes of each kind of row that hangs on a lead when two leads turn out to be one person.

A registry: floors above add their own in `apps.ready()`. A test walks every relation of Lead: none is forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import ForeignKey, Model, Q

from leads.models import Lead


class Policy(Enum):
    """`MOVE`: it is the survivor's from here on. `STAY`: it stays with the number that goes to the archive."""

    MOVE = "move"
    STAY = "stay"


@dataclass(frozen=True)
class Merge:
    """`but_for` are columns of which the survivor's own row wins: of two equal ones the other stays where it is.

    `enquiry` says that the rows name a journey: they become part of the one that the survivor is on. `staying` are
    those that belong to the other number whatever the policy.
    """

    model: type[Model]
    by: str
    policy: Policy
    but_for: tuple[str, ...] = ()
    enquiry: bool = False
    staying: Q = field(default_factory=Q)

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.by}"

    @property
    def column(self) -> str:
        return self.model._meta.get_field(self.by).attname


_merges: dict[str, Merge] = {}


def merges(
    model: type[Model],
    policy: Policy = Policy.MOVE,
    *,
    by: str = "lead",
    but_for: tuple[str, ...] = (),
    enquiry: bool = False,
    staying: Q = Q(),  # noqa: B008  never changed
) -> None:
    """Say, in `apps.ready()`, what a merge does with the rows of `model` that point at a lead by the key `by`."""
    one = Merge(model, by, policy, but_for, enquiry, staying)
    _merges[one.name] = one


def all_merges() -> list[Merge]:
    """In one order, so that two merges lock alike."""
    return [_merges[name] for name in sorted(_merges)]


def relations_of_lead() -> Iterator[ForeignKey]:
    """Every foreign key to Lead there is, those without a way back too."""
    for relation in Lead._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and isinstance(relation.field, ForeignKey):
            yield relation.field
