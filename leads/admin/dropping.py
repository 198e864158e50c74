"""A list with nothing to show: which of its filters to drop (LOOK 6, "No result")."""

from dataclasses import dataclass

from leads.admin.chips import chips_of, without
from leads.querysets import LeadQuerySet
from leads.services.finding.counting import counts_of
from leads.services.finding.filters import LeadFilters
from tenants.desk.changelist import ActiveFilter

MOST = 8  # filters that are tried
COUNTED = 100


@dataclass(frozen=True)
class Dropping:
    """A filter, and how many leads there are without it; `is_more` when they are not counted further."""

    chip: ActiveFilter
    number: int

    @property
    def is_more(self) -> bool:
        return self.number >= COUNTED


def what_to_drop(filters: LeadFilters, rows: LeadQuerySet, *, query: str) -> list[Dropping]:
    """Each filter that stands alone between the reader and some leads, the most of them first; one statement."""
    on = [name for name, _filter, _value in filters.on()][:MOST]
    found = rows.matching(query)
    many = [
        LeadFilters(without(filters.data, name), found, reader=filters.reader, now=filters.now).qs for name in on
    ]
    numbers = dict(zip(on, counts_of(many, most=COUNTED, reader=filters.reader), strict=True))
    chips = dict(zip(on, chips_of(filters), strict=False))
    useful = [Dropping(chips[name], number) for name, number in numbers.items() if number]
    return sorted(useful, key=lambda one: -one.number)
