"""The page behind a lead of the list, or before it, in any of its orders (PERFORMANCE 5).

It begins at the lead's own place in an index: the last page is as quick as the second, where OFFSET would walk
along all that comes before. The list and its programs name the lead by its id, so that no address holds a name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThan, LessThan

from leads.models import Lead
from leads.querysets import LeadQuerySet
from leads.services.finding.sorting import ASCENDING, FOLLOW_UP, SORTS, as_sorted, read_sort


@dataclass(frozen=True)
class Stretch:
    """Leads in the order of `names`, none of which is empty; all one way."""

    where: Q
    names: tuple[str, ...]


def page_behind(rows: LeadQuerySet, lead: Lead, sort: tuple[str, str], *, most: int) -> list[Lead]:
    """At most so many of `rows` that come after `lead`, which need not be one of them (any more)."""
    return _walk(rows, lead, sort, most, is_back=False)


def page_before(rows: LeadQuerySet, lead: Lead, sort: tuple[str, str], *, most: int) -> list[Lead]:
    """The last so many before it, in the order of the list."""
    return _walk(rows, lead, sort, most, is_back=True)[::-1]


def _walk(rows: LeadQuerySet, lead: Lead, sort: tuple[str, str], most: int, *, is_back: bool) -> list[Lead]:
    name, order = read_sort(*sort)
    stretches = _stretches(name)
    here = next(one for one in stretches if None not in _values(lead, one))
    at = stretches.index(here)
    is_upwards = (order == ASCENDING) != is_back
    found: list[Lead] = []
    for one in reversed(stretches[: at + 1]) if is_back else stretches[at:]:
        part = rows.filter(one.where).order_by(*(c.asc() if is_upwards else c.desc() for c in _columns(one)))
        part = part.filter(_beyond(lead, one, is_upwards)) if one is here else part
        found += part[: most - len(found)] if len(found) < most else ()
    return found


def _stretches(name: str) -> list[Stretch]:
    """Who has no next step comes last, whichever way round."""
    if name == FOLLOW_UP:
        is_none = Q(next_follow_up=None)
        return [Stretch(~is_none, ("next_follow_up", "pk")), Stretch(is_none, ("pk",))]
    return [Stretch(Q(), (*SORTS[name][0], "pk"))]


def _beyond(lead: Lead, stretch: Stretch, is_upwards: bool) -> GreaterThan | LessThan:
    """As rows are compared in SQL, which an index of these columns answers whole."""
    here = map(as_sorted, stretch.names, map(Value, _values(lead, stretch)))
    return (GreaterThan if is_upwards else LessThan)(_row(_columns(stretch)), _row(here))


def _columns(stretch: Stretch) -> list[Combinable]:
    return [as_sorted(name, F(name)) for name in stretch.names]


def _row(parts: Iterable[Combinable]) -> Func:
    return Func(*parts, template="(%(expressions)s)", output_field=BooleanField())


def _values(lead: Lead, stretch: Stretch) -> list[object]:
    return [getattr(lead, name) for name in stretch.names]
